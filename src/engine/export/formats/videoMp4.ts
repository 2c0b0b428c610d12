import { createLookRenderer, showsEmptyFrames } from '../lookRenderer.ts';
import { createVideoExporter } from '../videoExporter.ts';

/** Measured: encoders come near their bit rate, with a matte too. */
const BIT_RATE_SHARE = 0.8;

/** A video that any player shows: H.264 or what the browser encodes, in one of the opaque looks. */
export const videoMp4 = createVideoExporter({
  container: 'mp4',
  hasAlpha: false,
  needsPicture: ({ videoLook }) => showsEmptyFrames(videoLook),
  createRenderer: ({ options, size }) =>
    createLookRenderer(options.settings.videoLook, size, options),
  bitRateShare: () => BIT_RATE_SHARE,
});
