/** Tells an engine whether its heap is full. */
export const FULL_HEAP = 'earmark-test-full-heap';

/** More than Chromium allocates at once; it refuses by its own error. */
const TOO_MANY_BYTES = 2 ** 34;

if (typeof document === 'undefined') {
  let isFull = false;
  const { prototype } = OffscreenCanvasRenderingContext2D;
  // It is called with the `this` that it was called on.
  // eslint-disable-next-line typescript/unbound-method
  const { getImageData } = prototype;
  prototype.getImageData = function read(...part: Parameters<typeof getImageData>) {
    // Pixels of a frame are among the largest arrays that a run allocates.
    if (isFull) {
      Reflect.construct(ArrayBuffer, [TOO_MANY_BYTES]);
    }
    return getImageData.apply(this, part);
  };
  const channel = new BroadcastChannel(FULL_HEAP);
  channel.addEventListener('message', ({ data }: MessageEvent<boolean>) => {
    isFull = data;
    // A channel has no target origin.
    // eslint-disable-next-line unicorn/require-post-message-target-origin
    channel.postMessage('obeyed');
  });
}
