import { EarmarkError, toEarmarkError } from '../core/util/errors.ts';
import { createObservable, type Observable } from '../core/util/observable.ts';
import type {
  FromEngine,
  ModelState,
  RequestBody,
  RequestEvent,
  RequestName,
  RequestResult,
  ToEngine,
} from '../protocol/requests.ts';

type RequestOptions<N extends RequestName> = {
  readonly signal?: AbortSignal;
  /**
   * Called in order. The request ends after the promises that it returns; for `play-frames` each
   * of them makes room for one more frame.
   */
  readonly onEvent?: (event: RequestEvent<N>) => unknown;
};

/** The page's side of the engine. */
export type EngineClient = {
  /** @throws EarmarkError of the kinds in `protocol.ts`; `aborted` when the signal is. */
  request<N extends RequestName>(
    name: N,
    body: RequestBody<N>,
    options?: RequestOptions<N>,
  ): Promise<RequestResult<N>>;
  /** The model's life as the engine tells it. */
  readonly modelState: Pick<Observable<ModelState>, 'value' | 'subscribe'>;
  /** Why no request can be answered any more; null while the engine lives. */
  readonly failure: Pick<Observable<EarmarkError | null>, 'value' | 'subscribe'>;
  /** Computing goes on around it. */
  setPlayhead(frameIndex: number): void;
  /** Ends the worker; what is still open fails as `aborted`. */
  dispose(): void;
};

type PendingRequest = {
  readonly name: RequestName;
  readonly onEvent: (event: RequestEvent<RequestName>) => unknown;
  readonly resolve: (result: RequestResult<RequestName>) => void;
  readonly reject: (error: EarmarkError) => void;
  /** What the listener still has to do; the request ends after it. */
  delivered: Promise<unknown>;
};

const abortedError = (): EarmarkError => new EarmarkError('aborted', 'The work was cancelled.');

const startWorker = (): Worker =>
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

/** The requests that the engine has not answered yet. */
const createPendingRequests = (post: (message: ToEngine) => void) => {
  const pending = new Map<number, PendingRequest>();
  let lastId = 0;
  const settle = (id: number): PendingRequest | undefined => {
    const request = pending.get(id);
    pending.delete(id);
    return request;
  };
  return {
    /** @returns the request's id */
    add<N extends RequestName>(
      name: N,
      { signal, onEvent }: RequestOptions<N>,
      resolve: (result: RequestResult<N>) => void,
      reject: (error: EarmarkError) => void,
    ): number {
      lastId += 1;
      const id = lastId;
      const abort = (): void => post({ type: 'abort', id });
      signal?.addEventListener('abort', abort, { once: true });
      const release = (): void => signal?.removeEventListener('abort', abort);
      pending.set(id, {
        name,
        onEvent: (event) => onEvent?.(event),
        resolve: (result) => {
          release();
          resolve(result);
        },
        delivered: Promise.resolve(),
        reject: (error) => {
          release();
          reject(error);
        },
      });
      return id;
    },
    deliver(id: number, event: RequestEvent<RequestName>): void {
      const request = pending.get(id);
      if (request === undefined) {
        return;
      }
      const listen = async (): Promise<void> => {
        try {
          await request.onEvent(event);
        } finally {
          if (request.name === 'play-frames') {
            post({ type: 'credit', id });
          }
        }
      };
      request.delivered = Promise.all([request.delivered, listen()]);
      request.delivered.catch(() => undefined);
    },
    finish(id: number, result: RequestResult<RequestName>): void {
      const request = settle(id);
      request?.delivered.then(
        () => request.resolve(result),
        (error: unknown) => request.reject(toEarmarkError(error)),
      );
    },
    fail: (id: number, error: EarmarkError): void => settle(id)?.reject(error),
    failAll(error: EarmarkError): void {
      for (const [id, { reject }] of pending) {
        pending.delete(id);
        reject(error);
      }
    },
  };
};

/** @param worker that runs `worker.ts`; it is ended by `dispose`. */
export const createEngineClient = (worker = startWorker()): EngineClient => {
  const modelState = createObservable<ModelState>({ kind: 'idle' });
  const failure = createObservable<EarmarkError | null>(null);
  const listening = new AbortController();

  const post = (message: ToEngine): void => worker.postMessage(message, []);
  const pending = createPendingRequests(post);

  const failAll = (error: EarmarkError): void => {
    listening.abort();
    failure.set(error);
    pending.failAll(error);
  };
  /** The engine is gone, by itself or by the browser. */
  const stop = (detail: string): void => {
    const error = new EarmarkError('engine-stopped', detail);
    const { kind, message, facts } = error;
    worker.terminate();
    modelState.set({ kind: 'failed', error: { kind, message, facts } });
    failAll(error);
  };
  /** Resolves when the engine no longer holds its lock, which it never gives away. */
  const watch = (lockName: string): Promise<void> =>
    navigator.locks.request(lockName, { signal: listening.signal }, () =>
      stop('The engine was ended.'),
    );

  worker.addEventListener('message', ({ data: message }: MessageEvent<FromEngine>) => {
    switch (message.type) {
      case 'event':
        pending.deliver(message.id, message.event);
        break;
      case 'done':
        pending.finish(message.id, message.result);
        break;
      case 'alive':
        watch(message.lockName).catch(() => undefined);
        break;
      case 'model-state':
        modelState.set(message.state);
        break;
      case 'failed': {
        const { kind, message: text, facts } = message.error;
        pending.fail(message.id, new EarmarkError(kind, text, facts));
        break;
      }
    }
  });
  worker.addEventListener('error', ({ message }) =>
    stop(message || 'The engine could not be started.'),
  );

  return {
    modelState,
    failure,
    request: <N extends RequestName>(
      name: N,
      body: RequestBody<N>,
      options: RequestOptions<N> = {},
    ) =>
      new Promise<RequestResult<N>>((resolve, reject) => {
        if (failure.value !== null || options.signal?.aborted === true) {
          reject(failure.value ?? abortedError());
          return;
        }
        const id = pending.add(name, options, resolve, reject);
        post({ type: 'request', id, name, body } as ToEngine);
      }),
    setPlayhead: (frameIndex) => post({ type: 'playhead', frameIndex }),
    dispose: () => {
      worker.terminate();
      failAll(abortedError());
    },
  };
};
