import type { BundleLocation } from '../../protocol/model.ts';
import type { ProviderPreference } from '../../protocol/requests.ts';
import type { InstanceManifest } from '../../core/model/manifestInstances.ts';
import type { PaperManifest } from '../../core/model/manifestPaper.ts';
import { EarmarkError } from '../../core/util/errors.ts';
import { fetchBundle } from './bundle/fetchBundle.ts';
import type { Bundle, DownloadProgress } from './bundle/fetchBundle.ts';
import { chooseProvider } from './chooseProvider.ts';
import type { Provider } from './chooseProvider.ts';
import { configureRuntime } from './configureRuntime.ts';
import { createInstancePipeline } from './instances/instancePipeline.ts';
import type { InstancePipeline } from './instances/instancePipeline.ts';
import type { PipelineOptions } from './openGraphs.ts';
import { createPaperPipeline } from './paper/paperPipeline.ts';
import type { PaperPipeline } from './paper/paperPipeline.ts';

/** An open model of any kind. */
export type AnyPipeline = InstancePipeline | PaperPipeline;

type OpenPipelineOptions = {
  readonly signal: AbortSignal;
  readonly onBytes: (progress: DownloadProgress) => void;
  readonly onSession: (opened: number, total: number) => void;
};

const isGpuFailure = (error: unknown): boolean =>
  error instanceof EarmarkError &&
  (error.kind === 'internal' || error.kind === 'device-lost' || error.kind === 'out-of-memory');

const isOfInstances = (bundle: Bundle): bundle is Bundle<InstanceManifest> =>
  bundle.manifest.kind === 'instances';
const isOfPaper = (bundle: Bundle): bundle is Bundle<PaperManifest> =>
  bundle.manifest.kind === 'paper';

const openBundle = async (
  bundle: Bundle,
  provider: Provider,
  options: PipelineOptions,
): Promise<AnyPipeline> => {
  if (isOfInstances(bundle)) {
    return createInstancePipeline(bundle, provider, options);
  }
  if (isOfPaper(bundle)) {
    return createPaperPipeline(bundle, provider, options);
  }
  throw new EarmarkError('bundle-invalid', 'The bundle is of no kind that is known.');
};

/**
 * Chooses a provider, fetches a bundle and opens its graphs. With `auto`, a GPU on which the
 * graphs cannot be opened gives way to wasm.
 * @throws EarmarkError `no-webgpu`, those of the bundle store and of the sessions, `aborted`.
 */
export const openPipeline = async (
  from: BundleLocation,
  preference: ProviderPreference,
  options: OpenPipelineOptions,
): Promise<AnyPipeline> => {
  const threads = configureRuntime();
  // First the provider: one that is not there is known before 40 MB are on their way.
  const provider = await chooseProvider(preference, threads);
  try {
    const bundle = await fetchBundle(from, options);
    try {
      return await openBundle(bundle, provider, options);
    } catch (error) {
      if (preference !== 'auto' || provider.device === null || !isGpuFailure(error)) {
        throw error;
      }
      const { adapter } = provider.info;
      const fallback: Provider = {
        info: { provider: 'wasm', reason: 'device-failed', adapter, threads },
        device: null,
      };
      return await openBundle(bundle, fallback, options);
    }
  } catch (error) {
    provider.device?.destroy();
    throw error;
  }
};
