import { commands } from 'vitest/browser';
import type { ProbedMedia, ProbeOptions } from './probeMedia.ts';

declare module 'vitest/browser' {
  interface BrowserCommands {
    probeMedia: (base64: string, options: ProbeOptions) => Promise<ProbedMedia | null>;
  }
}

const encodeBase64 = async (file: Blob): Promise<string> => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
};

/**
 * The file as ffmpeg on this machine reads it; null, and a word about it, where there is none.
 * @param frameIndices by their place in the file; given back as RGBA.
 */
export const probeExport = async (
  file: Blob,
  frameIndices: readonly number[],
  decoder?: string,
): Promise<ProbedMedia | null> => {
  const options = { frameIndices, ...(decoder === undefined ? {} : { decoder }) };
  const probed = await commands.probeMedia(await encodeBase64(file), options);
  if (probed === null) {
    console.warn('No ffmpeg here: the export is not read by another program.');
  }
  return probed;
};

export const decodeBase64 = (base64: string | undefined): Uint8Array =>
  Uint8Array.from(atob(base64 ?? ''), (letter) => letter.charCodeAt(0));
