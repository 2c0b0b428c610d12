/** What a clip may claim to be. A file with more is damaged or hostile, or far from what this app is for. */

/** As many as a project can name: 46 hours at 60 frames a second. */
export const MAX_CLIP_FRAMES = 10_000_000;
/** Each second has its place in the overview pass. */
export const MAX_CLIP_SECONDS = 48 * 3600;
/** Of the picture as it is shown; no browser decodes more than half of it. */
export const MAX_PICTURE_SIDE_PIXELS = 32_768;
/** Twice what any sound card has. */
export const MAX_SAMPLE_RATE_HZ = 768_000;
export const MAX_AUDIO_CHANNELS = 64;
