const HEADER_BYTES = 44;
const FORMAT_PCM = 1;
const BYTES_PER_SAMPLE = 2;
const MAX_UINT32 = 2 ** 32 - 1;

/**
 * Header of a 16-bit PCM WAVE file.
 * @param frames samples a channel.
 * @throws RangeError beyond the 4 GiB that the format can say.
 */
export const encodeWavHeader = (
  sampleRate: number,
  channels: number,
  frames: number,
): Uint8Array<ArrayBuffer> => {
  const bytes = frames * channels * BYTES_PER_SAMPLE;
  if (bytes + HEADER_BYTES > MAX_UINT32) {
    throw new RangeError('A WAVE file holds less than 4 GiB.');
  }
  const view = new DataView(new ArrayBuffer(HEADER_BYTES));
  const word = (offset: number, text: string): void =>
    Array.from(text).forEach((letter, index) => {
      view.setUint8(offset + index, letter.charCodeAt(0));
    });
  word(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + bytes, true);
  word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, FORMAT_PCM, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels * BYTES_PER_SAMPLE, true);
  view.setUint16(32, channels * BYTES_PER_SAMPLE, true);
  view.setUint16(34, 8 * BYTES_PER_SAMPLE, true);
  word(36, 'data');
  view.setUint32(40, bytes, true);
  return new Uint8Array(view.buffer);
};

/** Samples -1..1 as 16-bit little-endian PCM, channels interleaved; louder ones are cut. */
export const encodePcm16 = (channels: readonly Float32Array[]): Uint8Array<ArrayBuffer> => {
  const frames = channels[0]?.length ?? 0;
  const view = new DataView(new ArrayBuffer(frames * channels.length * BYTES_PER_SAMPLE));
  channels.forEach((channel, place) => {
    for (let frame = 0; frame < frames; frame++) {
      const sample = Math.max(-1, Math.min(1, channel[frame] ?? 0));
      const offset = (frame * channels.length + place) * BYTES_PER_SAMPLE;
      view.setInt16(offset, Math.round(sample * 32767), true);
    }
  });
  return new Uint8Array(view.buffer);
};
