import { composeLook, showsPicture } from '../composeLook.ts';
import { createVideoExporter } from '../videoExporter.ts';

/** Measured: encoders come near their bit rate, with a matte too. */
const BIT_RATE_SHARE = 0.8;

/** A video that any player shows: the things marked, as a matte, or before another background. */
export const videoMp4 = createVideoExporter({
  container: 'mp4',
  hasAlpha: false,
  needsPicture: ({ videoLook }) => showsPicture(videoLook),
  compose: (frame, { options }) =>
    composeLook(frame, options.settings.videoLook, options.overlayOpacity),
  bitRateShare: () => BIT_RATE_SHARE,
});
