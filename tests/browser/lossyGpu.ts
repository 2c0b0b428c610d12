/** What a test does to the GPU of an engine's worker. */
export type GpuCommand =
  /** Destroys every device, as a driver that is reset does. */
  | { readonly kind: 'lose-devices' }
  /** The next devices are lost as soon as they are there. */
  | { readonly kind: 'lose-next-devices'; readonly count: number }
  /** The next devices say so with their first buffer. */
  | { readonly kind: 'run-out-of-memory'; readonly count: number }
  | { readonly kind: 'set-available'; readonly isAvailable: boolean };

export const GPU_COMMANDS = 'earmark-test-gpu';

const devices: GPUDevice[] = [];
let lossesToCome = 0;
let fullToCome = 0;
let isAvailable = true;

const obey = (command: GpuCommand): void => {
  switch (command.kind) {
    case 'lose-devices':
      for (const device of devices.splice(0)) {
        device.destroy();
      }
      break;
    case 'lose-next-devices':
      lossesToCome = command.count;
      break;
    case 'run-out-of-memory':
      fullToCome = command.count;
      break;
    default:
      isAvailable = command.isAvailable;
  }
};

/**
 * Buffers as Dawn makes them without memory: an event says so, and whatever uses the buffer fails. One
 * that is to be written at once is not made at all.
 */
const fill = (device: GPUDevice): void => {
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    if (descriptor.mappedAtCreation === true) {
      throw new RangeError('createBuffer failed, size is too large for the implementation.');
    }
    const error = new GPUOutOfMemoryError('Out of memory while a buffer was made.');
    setTimeout(() =>
      device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error })),
    );
    // Reading and writing at once is not valid; nobody is told.
    device.pushErrorScope('validation');
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.MAP_WRITE;
    const buffer = createBuffer({ ...descriptor, usage });
    void device.popErrorScope();
    return buffer;
  };
};

/** Real devices of the browser's software adapter, which is told to be hardware. */
const changeGpu = (): void => {
  // Both are called with the `this` that they were called on.
  // eslint-disable-next-line typescript/unbound-method
  const { requestAdapter } = GPU.prototype;
  GPU.prototype.requestAdapter = function request(options) {
    return isAvailable ? requestAdapter.call(this, options) : Promise.resolve(null);
  };
  // eslint-disable-next-line typescript/unbound-method
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function request(descriptor) {
    const device = await requestDevice.call(this, descriptor);
    if (lossesToCome > 0) {
      lossesToCome -= 1;
      device.destroy();
    }
    if (fullToCome > 0) {
      fullToCome -= 1;
      fill(device);
    }
    devices.push(device);
    return device;
  };
  for (const name of ['vendor', 'architecture', 'description']) {
    Object.defineProperty(GPUAdapterInfo.prototype, name, { get: () => 'tested' });
  }
  Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });
};

if (typeof document === 'undefined') {
  changeGpu();
  const commands = new BroadcastChannel(GPU_COMMANDS);
  commands.addEventListener('message', ({ data }: MessageEvent<GpuCommand>) => {
    obey(data);
    // A channel has no target origin.
    // eslint-disable-next-line unicorn/require-post-message-target-origin
    commands.postMessage('obeyed');
  });
}
