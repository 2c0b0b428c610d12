/**
 * Porter-Duff "over", in place: `below` becomes `above` over `below`. Both are RGBA pixels as
 * little-endian 32-bit words of an ImageData (0xAABBGGRR), straight alpha, of the same length.
 */
export const compositeOver = (below: Uint32Array, above: Uint32Array): void => {
  for (let index = 0; index < above.length; index++) {
    const top = above[index] ?? 0;
    const bottom = below[index] ?? 0;
    const topAlpha = top >>> 24;
    if (topAlpha === 255 || (topAlpha > 0 && bottom >>> 24 === 0)) {
      below[index] = top;
    } else if (topAlpha > 0) {
      below[index] = blendPixel(top, bottom);
    }
  }
};

const blendPixel = (top: number, bottom: number): number => {
  const topAlpha = top >>> 24;
  const bottomAlpha = ((bottom >>> 24) * (255 - topAlpha)) / 255;
  const alpha = topAlpha + bottomAlpha;
  const channel = (shift: number): number =>
    Math.round(
      (((top >>> shift) & 255) * topAlpha + ((bottom >>> shift) & 255) * bottomAlpha) / alpha,
    ) << shift;
  return ((Math.round(alpha) << 24) | channel(16) | channel(8) | channel(0)) >>> 0;
};
