import { composeLook } from '../composeLook.ts';
import { createVideoExporter } from '../video.ts';
import { keepColoursAroundEdge } from './keepColours.ts';

/** Measured, of frames without and with a thing in them. */
const EMPTY_SHARE = 0.25;
const PRESENT_SHARE = 0.85;

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
    keepColoursAroundEdge(rgba, await frame.picture(), frame);
    return rgba;
  },
  bitRateShare: (presentShare) => EMPTY_SHARE + (PRESENT_SHARE - EMPTY_SHARE) * presentShare,
});
