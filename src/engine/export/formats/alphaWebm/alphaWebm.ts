import { composeLook } from '../../composeLook.ts';
import { createVideoExporter } from '../../videoExporter.ts';
import { extendEdgeColours } from './extendEdgeColours.ts';

/** Measured, of frames without and with a thing in them. */
const EMPTY_BIT_RATE_SHARE = 0.25;
const PRESENT_BIT_RATE_SHARE = 0.85;

/** The things cut out as a video with alpha: VP9 in WebM. */
export const alphaWebm = createVideoExporter({
  container: 'webm',
  hasAlpha: true,
  needsPicture: (_, state) => state === 'present',
  compose: async (frame, { options }) => {
    if (frame.state !== 'present') {
      return new Uint8ClampedArray(4 * frame.width * frame.height);
    }
    const rgba = await composeLook(frame, 'cut-out', options.overlayOpacity);
    extendEdgeColours(rgba, await frame.picture(), frame);
    return rgba;
  },
  bitRateShare: (presentShare) =>
    EMPTY_BIT_RATE_SHARE + (PRESENT_BIT_RATE_SHARE - EMPTY_BIT_RATE_SHARE) * presentShare,
});
