import type { ExportFormat } from '../../core/exportSettings.ts';
import { alphaWebm } from './alphaWebm/alphaWebm.ts';
import { cocoRle } from './cocoRle/cocoRle.ts';
import type { Exporter } from './exporter.ts';
import { mattePng } from './mattePng/mattePng.ts';
import { palettePng } from './palettePng/palettePng.ts';
import { rgbaPng } from './rgbaPng/rgbaPng.ts';
import { soundWav } from './soundWav/soundWav.ts';
import { stillPng } from './stillPng/stillPng.ts';
import { videoMp4 } from './videoMp4/videoMp4.ts';

/** Every export format; a new one is a folder beside these and a line here. */
export const EXPORTERS: Readonly<Record<ExportFormat, Exporter>> = {
  'rgba-png': rgbaPng,
  'matte-png': mattePng,
  'palette-png': palettePng,
  'coco-rle': cocoRle,
  'video-mp4': videoMp4,
  'alpha-webm': alphaWebm,
  'still-png': stillPng,
  'sound-wav': soundWav,
};
