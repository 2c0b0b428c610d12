import { toEarmarkError } from '../core/util/errors.ts';
import { installScriptPolicy } from '../core/util/scriptPolicy.ts';
import { createEngine } from './engine.ts';
import { createCredits } from './media/displayReader.ts';
import type { Credits } from './media/displayReader.ts';
import type {
  EngineError,
  EngineRequest,
  FromEngine,
  RequestName,
  ToEngine,
} from '../protocol/requests.ts';

/** The part of the worker's scope that is used; tests compile this file with the DOM's types. */
declare const self: Pick<Worker, 'postMessage' | 'addEventListener'>;

installScriptPolicy(globalThis);

type Running = { readonly controller: AbortController; readonly credits: Credits };

const running = new Map<number, Running>();

const post = (message: FromEngine, transfer: Transferable[] = []): void =>
  self.postMessage(message, transfer);

const engine = createEngine((state) => post({ type: 'model-state', state }));

const toEngineError = (thrown: unknown): EngineError => {
  const { kind, message, facts } = toEarmarkError(thrown);
  return { kind, message, facts };
};

const answer = async <N extends RequestName>(request: EngineRequest<N>): Promise<void> => {
  const { id, name, body } = request;
  const controller = new AbortController();
  const credits = createCredits('credit' in body ? body.credit : 0);
  running.set(id, { controller, credits });
  try {
    const { result, transfer } = await engine.handlers[name](body, {
      signal: controller.signal,
      credits,
      emit: (event, eventTransfer) => post({ type: 'event', id, event }, eventTransfer),
    });
    post({ type: 'done', id, result }, transfer);
  } catch (error) {
    post({ type: 'failed', id, error: toEngineError(error) });
  } finally {
    running.delete(id);
  }
};

/** A worker that is killed sends nothing, but its locks are free then: so the page gets to know. */
const holdLock = async (): Promise<void> => {
  const lockName = `earmark-engine/${crypto.randomUUID()}`;
  await navigator.locks.request(lockName, () => {
    post({ type: 'alive', lockName });
    return new Promise<never>(() => undefined);
  });
};
// Forbidden with storage in some browsers: then a killed engine is not noticed.
holdLock().catch(() => undefined);

self.addEventListener('message', ({ data: message }: MessageEvent<ToEngine>) => {
  switch (message.type) {
    case 'request':
      void answer(message);
      break;
    case 'abort':
      running.get(message.id)?.controller.abort();
      break;
    case 'credit':
      running.get(message.id)?.credits.give();
      break;
    case 'playhead':
      engine.setPlayhead(message.frameIndex);
      break;
  }
});
