/**
 * Notes that a GPU has no memory for a buffer; the runtime does not. It goes on with a buffer of no
 * bytes, which gives nonsense, or fails in other words, such as "Cannot read properties of undefined".
 * @returns takes what the browser said since the last call; null when memory was there.
 */
export const watchGpuMemory = (device: GPUDevice): (() => string | null) => {
  let message: string | null = null;
  device.addEventListener('uncapturederror', ({ error }) => {
    if (error instanceof GPUOutOfMemoryError) {
      message = error.message;
    }
  });
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    try {
      return createBuffer(descriptor);
    } catch (thrown) {
      // Of a buffer that is mapped at its creation; no event follows.
      if (thrown instanceof RangeError) {
        message = thrown.message;
      }
      throw thrown;
    }
  };
  return () => {
    const taken = message;
    message = null;
    return taken;
  };
};
