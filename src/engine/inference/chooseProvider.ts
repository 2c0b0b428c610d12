import { EarmarkError } from '../../core/util/errors.ts';
import type { ProviderInfo, ProviderPreference } from '../../protocol/requests.ts';

/** What runs the graphs; `device` is null on the wasm provider. */
export type Provider = {
  readonly info: ProviderInfo;
  readonly device: GPUDevice | null;
};

/** Names by which browsers tell that an adapter is the CPU in disguise. */
const SOFTWARE_ADAPTER = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|software|\bwarp\b/i;
/** The runtime's attention kernel is silently wrong with narrower subgroups (seen: SwiftShader, 4). */
const MIN_SUBGROUP_SIZE = 8;

/** The facts that the choice rests on, so that it can be tested without a GPU. */
type AdapterFacts = Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'description'> & {
  readonly isFallbackAdapter?: boolean;
};

/** Whether the adapter computes on the CPU, where the wasm provider is about 100 times faster. */
export const isSoftwareAdapter = (facts: AdapterFacts): boolean =>
  facts.isFallbackAdapter === true ||
  SOFTWARE_ADAPTER.test(`${facts.vendor} ${facts.architecture} ${facts.description}`);

const adapterName = (facts: AdapterFacts): string =>
  [facts.vendor, facts.architecture].filter((part) => part !== '').join(' ');

const openDevice = (adapter: GPUAdapter): Promise<GPUDevice> => {
  const { features, limits, info } = adapter;
  const requiredFeatures: GPUFeatureName[] = [];
  if (features.has('shader-f16')) {
    requiredFeatures.push('shader-f16');
  }
  if (features.has('subgroups') && info.subgroupMinSize >= MIN_SUBGROUP_SIZE) {
    requiredFeatures.push('subgroups');
  }
  return adapter.requestDevice({
    requiredFeatures,
    requiredLimits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
    },
  });
};

/**
 * Chooses what runs the model. `auto` takes WebGPU on real hardware and wasm otherwise; `webgpu`
 * is obeyed even on a software adapter.
 * @param threads wasm threads, from `configureRuntime`.
 * @throws EarmarkError `no-webgpu` when WebGPU was asked for and cannot be had.
 */
export const chooseProvider = async (
  preference: ProviderPreference,
  threads: number,
): Promise<Provider> => {
  const wasm = (reason: ProviderInfo['reason'], adapter = ''): Provider => ({
    info: { provider: 'wasm', reason, adapter, threads },
    device: null,
  });
  const refuse = (reason: ProviderInfo['reason'], message: string, adapter = ''): Provider => {
    if (preference === 'webgpu') {
      throw new EarmarkError('no-webgpu', message, { reason });
    }
    return wasm(reason, adapter);
  };
  if (preference === 'wasm') {
    return wasm('asked');
  }
  // Absent outside secure contexts and in browsers without WebGPU, whatever the types say.
  const gpu = (navigator as { readonly gpu?: GPU }).gpu;
  if (gpu === undefined) {
    return refuse('no-webgpu', 'This browser has no WebGPU.');
  }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    return refuse('no-adapter', 'WebGPU found no adapter.');
  }
  const name = adapterName(adapter.info);
  if (preference === 'auto' && isSoftwareAdapter(adapter.info)) {
    return wasm('software-adapter', name);
  }
  try {
    const device = await openDevice(adapter);
    const reason = preference === 'auto' ? 'gpu' : 'asked';
    return { info: { provider: 'webgpu', reason, adapter: name, threads }, device };
  } catch (error) {
    return refuse('device-failed', `The GPU device could not be opened: ${String(error)}`, name);
  }
};
