import { composeLook } from '../composeLook.ts';
import { createVideoExporter } from '../video.ts';
import { keepColoursAroundEdge } from './keepColours.ts';

/** Mostly nothing, and a flat second picture for the alpha. */
const CUT_OUT_SHARE = 0.3;

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
  bitRateShare: () => CUT_OUT_SHARE,
});
