import type { ProviderPreference } from '../../protocol/requests.ts';
import { EarmarkError } from '../../core/util/errors.ts';
import { fetchBundle } from './bundle/fetchBundle.ts';
import type { DownloadProgress } from './bundle/fetchBundle.ts';
import { chooseProvider } from './chooseProvider.ts';
import type { Provider } from './chooseProvider.ts';
import { configureRuntime } from './configureRuntime.ts';
import { createPipeline } from './pipeline.ts';
import type { Pipeline } from './pipeline.ts';

type OpenPipelineOptions = {
  readonly signal: AbortSignal;
  readonly onBytes: (progress: DownloadProgress) => void;
  readonly onSession: (opened: number, total: number) => void;
};

const isGpuFailure = (error: unknown): boolean =>
  error instanceof EarmarkError &&
  (error.kind === 'internal' || error.kind === 'device-lost' || error.kind === 'out-of-memory');

/**
 * Chooses a provider, fetches a bundle and opens its graphs. With `auto`, a GPU on which the
 * graphs cannot be opened gives way to wasm.
 * @throws EarmarkError `no-webgpu`, those of the bundle store and of the sessions, `aborted`.
 */
export const openPipeline = async (
  url: string,
  preference: ProviderPreference,
  options: OpenPipelineOptions,
): Promise<Pipeline> => {
  const threads = configureRuntime();
  // First the provider: one that is not there is known before 40 MB are on their way.
  const provider = await chooseProvider(preference, threads);
  try {
    const bundle = await fetchBundle(url, options);
    try {
      return await createPipeline(bundle, provider, options);
    } catch (error) {
      if (preference !== 'auto' || provider.device === null || !isGpuFailure(error)) {
        throw error;
      }
      const { adapter } = provider.info;
      const fallback: Provider = {
        info: { provider: 'wasm', reason: 'device-failed', adapter, threads },
        device: null,
      };
      return await createPipeline(bundle, fallback, options);
    }
  } catch (error) {
    provider.device?.destroy();
    throw error;
  }
};
