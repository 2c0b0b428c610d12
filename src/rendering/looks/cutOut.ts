/**
 * A picture with a mask as its alpha. What is wholly outside is black too, so that nothing that was
 * cut away hides in the file.
 * @param alpha whether the colours are those of the picture, or already multiplied by the alpha.
 */
export const cutOut = (
  picture: Uint8ClampedArray,
  mask: Uint8Array,
  alpha: 'straight' | 'premultiplied',
): Uint8ClampedArray<ArrayBuffer> => {
  const rgba = new Uint8ClampedArray(picture.length);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const cover = mask[pixel] ?? 0;
    if (cover > 0) {
      const at = 4 * pixel;
      const scale = alpha === 'straight' ? 1 : cover / 255;
      rgba[at] = (picture[at] ?? 0) * scale;
      rgba[at + 1] = (picture[at + 1] ?? 0) * scale;
      rgba[at + 2] = (picture[at + 2] ?? 0) * scale;
      rgba[at + 3] = cover;
    }
  }
  return rgba;
};
