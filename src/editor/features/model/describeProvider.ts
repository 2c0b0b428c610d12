import type { ClipInfo, ProviderInfo } from '../../../protocol/requests.ts';
import { formatDuration } from '../../ui/format.ts';

const WASM_REASON_TEXTS: Readonly<Record<ProviderInfo['reason'], string>> = {
  asked: 'because you chose it.',
  gpu: 'beside the graphics card.',
  'software-adapter':
    'because WebGPU is only emulated in software here, which is about a hundred times slower.',
  'no-webgpu': 'because this browser has no WebGPU.',
  'no-adapter': 'because WebGPU finds no graphics card here.',
  'device-failed': 'because the graphics card could not be opened.',
};

/** The name on the badge. */
export const providerName = ({ provider }: ProviderInfo): string =>
  provider === 'webgpu' ? 'WebGPU' : 'WASM';

const SHORT_REASON_TEXTS: Readonly<Record<ProviderInfo['reason'], string>> = {
  asked: 'as chosen',
  gpu: 'on the graphics card',
  'software-adapter': 'no real graphics card',
  'no-webgpu': 'browser without WebGPU',
  'no-adapter': 'no graphics card',
  'device-failed': 'graphics card failed',
};

/** The reason for the provider, in a few words beside the badge. */
export const describeProviderBriefly = ({ reason }: ProviderInfo): string =>
  SHORT_REASON_TEXTS[reason];

/** The provider and the reason for it, as a sentence. */
export const describeProvider = (info: ProviderInfo): string => {
  if (info.provider === 'webgpu') {
    const card = info.adapter === '' ? '' : ` (${info.adapter})`;
    return info.reason === 'asked'
      ? `Runs on WebGPU${card}, because you chose it.`
      : `Runs on the graphics card by WebGPU${card}.`;
  }
  const threads = info.threads === 1 ? 'one thread' : `${info.threads} threads`;
  return `Runs on the processor (WebAssembly, ${threads}), ${WASM_REASON_TEXTS[info.reason]}`;
};

/** Whether wasm runs without having been chosen, which the banner reports. */
export const isWasmFallback = ({ provider, reason }: ProviderInfo): boolean =>
  provider === 'wasm' && reason !== 'asked';

/** One line for who has no usable graphics card; the model menu says why. */
export const describeSlowness = (clip: ClipInfo, secondsAFrame: number | null): string => {
  const cause = 'No usable graphics card, so the processor searches';
  return secondsAFrame === null
    ? `${cause}: slower, with the same masks.`
    : `${cause}: ${formatDuration(clip.ptsSeconds.length * secondsAFrame)} for this clip.`;
};

/**
 * How long a search of the clip takes.
 * @param secondsAFrame measured seconds per frame; null before the first run.
 */
export const describeTimeEstimate = (clip: ClipInfo, secondsAFrame: number | null): string => {
  if (secondsAFrame === null) {
    return 'The first search measures the time per frame. It starts with one frame a second, so a first result comes early.';
  }
  const frames = clip.ptsSeconds.length;
  const framesASecond = frames / Math.max(clip.durationSeconds, 0.001);
  const overview = Math.ceil(clip.durationSeconds) * secondsAFrame;
  const aFrame =
    secondsAFrame < 1
      ? `${Math.max(1, Math.round(secondsAFrame * 1000))} ms`
      : `${secondsAFrame.toFixed(1)} s`;
  return (
    `Measured here: ${aFrame} a frame, ${formatDuration(framesASecond * secondsAFrame)} a second of ` +
    `this clip; a first result takes ${formatDuration(overview)}, all frames ` +
    `${formatDuration(frames * secondsAFrame)}. Further sentences on the same clip are much faster.`
  );
};
