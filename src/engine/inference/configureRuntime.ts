import * as ort from 'onnxruntime-web/webgpu';
import glueUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';

/** More threads than this gain little on these graphs and starve the decoder. */
const MAX_THREADS = 4;

/**
 * Points the runtime at the app's own copies of its files and sets the wasm threads; call it
 * before the first session.
 *
 * The glue code goes by URL although it is also inside the bundle: the runtime starts its threads
 * from the URL of the module that holds the glue, which in a built app would be the engine's own
 * chunk, and the threads would run the engine instead.
 * @returns wasm threads: 1 without cross-origin isolation, which SharedArrayBuffer needs.
 */
export const configureRuntime = (): number => {
  const threads = globalThis.crossOriginIsolated
    ? Math.min(MAX_THREADS, navigator.hardwareConcurrency)
    : 1;
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = {
    mjs: new URL(glueUrl, location.href).href,
    wasm: new URL(wasmUrl, location.href).href,
  };
  return threads;
};
