import { composeLook, looksAtPicture } from '../composeLook.ts';
import { createVideoExporter } from '../video.ts';

/** Black and white compresses to a fraction. */
const MATTE_SHARE = 0.12;
const PICTURE_SHARE = 0.8;

/** A video that any player shows: the things marked, as a matte, or before another background. */
export const videoMp4 = createVideoExporter({
  container: 'mp4',
  hasAlpha: false,
  needsPicture: ({ videoLook }) => looksAtPicture(videoLook),
  compose: (frame, { options }) =>
    composeLook(frame, options.settings.videoLook, options.overlayOpacity),
  bitRateShare: ({ videoLook }) => (videoLook === 'matte' ? MATTE_SHARE : PICTURE_SHARE),
});
