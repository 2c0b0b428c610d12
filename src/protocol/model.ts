import type { ErrorKind } from '../core/util/errors.ts';
import type { AnyManifest } from '../core/model/manifest.ts';
import type { ProviderName } from './results.ts';

/** An error as data, for it to keep its kind across the worker's border. */
export type EngineError = {
  readonly kind: ErrorKind;
  /** For developers and the "copy details" button. */
  readonly message: string;
  /** Facts for the person's message: codec name, file name, counts. */
  readonly facts: Readonly<Record<string, string | number>>;
};

/** A folder of this origin, such as `/models/lite/`, or all files of one that the person picked. */
export type BundleLocation = { readonly url: string } | { readonly files: readonly File[] };

export type ProviderPreference = 'auto' | ProviderName;

export type ProviderInfo = {
  readonly provider: ProviderName;
  /** Why this one. `software-adapter`: WebGPU is there but runs on the CPU, which is far slower than wasm. */
  readonly reason:
    | 'asked'
    | 'gpu'
    | 'software-adapter'
    | 'no-webgpu'
    | 'no-adapter'
    | 'device-failed';
  /** GPU vendor and architecture as the browser tells them; empty without an adapter. */
  readonly adapter: string;
  /** wasm threads; 1 without cross-origin isolation. */
  readonly threads: number;
};

/**
 * The model's life. The engine owns it and tells every change; the page only shows it. A model is
 * opened by request, and once more by the engine itself after its device was lost.
 */
export type ModelState =
  /** None was opened, or the only opening was cancelled. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'fetching'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: 'preparing'; readonly opened: number; readonly total: number }
  | {
      readonly kind: 'ready';
      readonly manifest: AnyManifest;
      /** What runs now; after a loss it can be another one than before. */
      readonly provider: ProviderInfo;
      readonly fromCache: boolean;
    }
  /** The GPU device is gone; the engine reopens the model for the next request that needs it. */
  | { readonly kind: 'lost' }
  /** No model is open, because of this error. */
  | { readonly kind: 'failed'; readonly error: EngineError };
