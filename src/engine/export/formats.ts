import type { ExportFormat } from '../protocol.ts';
import { cutoutPng } from './cutoutPng.ts';
import type { FrameEncoder } from './frameEncoder.ts';
import { mattePng } from './mattePng.ts';
import { palettePng } from './palettePng.ts';

/** Every export format; a new one is a file beside these and a line here. */
export const FRAME_ENCODERS: Readonly<Record<ExportFormat, FrameEncoder>> = {
  'cutout-png': cutoutPng,
  'matte-png': mattePng,
  'palette-png': palettePng,
};
