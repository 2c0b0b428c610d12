import type { AnyManifest } from '../../core/model/manifest.ts';
import type { ProviderInfo } from '../../protocol/requests.ts';
import type { Bundle } from './bundle/fetchBundle.ts';
import type { CachedEncoders } from './cachedEncoders.ts';
import type { AudioSizes } from './features.ts';
import { createTokenizer, type QueryTokenizer } from './tokenizer.ts';

/** What pipelines of every kind have. */
export type Pipeline<M extends AnyManifest, GraphName extends string> = CachedEncoders & {
  readonly kind: M['kind'];
  readonly manifest: M;
  readonly provider: ProviderInfo;
  readonly audioSizes: AudioSizes;
  /** Resolves when the GPU device is lost, also by `dispose`; never on the wasm provider. */
  readonly lost: Promise<void>;
  statistics(): {
    readonly runs: Record<GraphName, number>;
    readonly runMilliseconds: Record<GraphName, number>;
    readonly cachedFrames: number;
    readonly cachedBytes: number;
    readonly cacheBudgetBytes: number;
  };
  dispose(): Promise<void>;
};

/** Statistics before a bundle is open. */
export const NO_PIPELINE_STATISTICS = {
  runs: {},
  runMilliseconds: {},
  cachedFrames: 0,
  cachedBytes: 0,
  cacheBudgetBytes: 0,
};

export const openTokenizer = (bundle: Bundle): QueryTokenizer =>
  createTokenizer(
    bundle.file('tokenizer'),
    bundle.file('tokenizer_config'),
    bundle.manifest.sizes.textTokens,
  );

/** @param nameWidth 0 where sounds and words share no space */
export const audioSizesOf = (
  { sampleRate, windowSeconds, audioWidth }: AnyManifest['sizes'],
  nameWidth: number,
): AudioSizes => ({ sampleRate, windowSeconds, width: audioWidth, nameWidth });
