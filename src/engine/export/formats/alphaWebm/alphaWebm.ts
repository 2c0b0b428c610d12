import { createLookRenderer } from '../../lookRenderer.ts';
import { createVideoExporter } from '../../videoExporter.ts';
import { extendEdgeColours } from './extendEdgeColours.ts';

/** Measured, of frames without and with objects. */
const EMPTY_BIT_RATE_SHARE = 0.25;
const PRESENT_BIT_RATE_SHARE = 0.85;

/** The objects cut out as a video with alpha: VP9 in WebM. */
export const alphaWebm = createVideoExporter({
  container: 'webm',
  hasAlpha: true,
  needsPicture: (_, state) => state === 'present',
  createRenderer: ({ options, size }) => {
    const render = createLookRenderer('cut-out', size, options);
    return async (frame) => {
      const rgba = await render(frame);
      if (frame.state === 'present') {
        extendEdgeColours(rgba, await frame.picture(), frame);
      }
      return rgba;
    };
  },
  bitRateShare: (presentShare) =>
    EMPTY_BIT_RATE_SHARE + (PRESENT_BIT_RATE_SHARE - EMPTY_BIT_RATE_SHARE) * presentShare,
});
