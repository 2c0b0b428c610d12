import { EarmarkError } from '../../core/util/errors.ts';
import { sha256 } from '../../core/util/sha256.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { BundleLocation, ProviderPreference } from '../../protocol/requests.ts';
import type { Segmenter } from '../run/segmenter.ts';

type EngineSegmenterOptions = {
  readonly bundle: BundleLocation;
  readonly provider: ProviderPreference;
  readonly signal: AbortSignal;
};

/** The app's engine as what is evaluated. Opens the bundle. @throws EarmarkError */
export const openEngineSegmenter = async (
  engine: EngineClient,
  { bundle, provider: preference, signal }: EngineSegmenterOptions,
): Promise<Segmenter> => {
  const { manifest, provider } = await engine.request(
    'open-bundle',
    { ...bundle, provider: preference },
    { signal },
  );
  const { name, version, thresholds } = manifest;
  const manifestHash = await sha256(new TextEncoder().encode(JSON.stringify(manifest)));
  return {
    bundle: { name, version, thresholds, manifestHash },
    provider,
    open: async (media, openSignal) => {
      const options = { signal: openSignal };
      const clip =
        media.kind === 'video'
          ? await engine.request('open-clip', { file: new File([media.file], media.name) }, options)
          : await engine.request(
              'open-image-sequence',
              { name: media.name, frames: media.frames, audio: media.audio },
              options,
            );
      const { width, height, ptsSeconds } = clip;
      return { width, height, frameCount: ptsSeconds.length };
    },
    segment: async (expression, { switches, memoryRule }, frames, segmentSignal) => {
      let damage: string | null = null;
      const { resultId } = await engine.request(
        'segment',
        {
          query: expression,
          switches,
          memoryRule,
          frameIndices: frames,
          playheadFrameIndex: frames[0] ?? 0,
        },
        {
          signal: segmentSignal,
          // A benchmark is measured on whole clips: damage is an error here, not a missing cue.
          onEvent: (event) => {
            if (event.kind === 'missing-audio') {
              damage = `The sound of second ${event.seconds[0]} cannot be decoded.`;
            } else if (event.kind === 'undecodable') {
              damage = event.message;
            }
          },
        },
      );
      if (damage !== null) {
        throw new EarmarkError('corrupt', damage);
      }
      return Promise.all(
        frames.map(async (frameIndex) => {
          const mask = await engine.request('read-raw-mask', { resultId, frameIndex });
          if (mask === null) {
            throw new EarmarkError('internal', `The engine has no mask of frame ${frameIndex}.`);
          }
          return mask;
        }),
      );
    },
  };
};
