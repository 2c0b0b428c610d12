import { EarmarkError, throwIfAborted, toEarmarkError } from '../core/util/errors.ts';
import type { ModelState, RequestBody } from '../protocol/requests.ts';
import type { AnyPipeline, openPipeline } from './inference/openPipeline.ts';
import { createOpenResource } from './openResource.ts';
import type { OpenResource } from './openResource.ts';

/** Owns the open model: opens, replaces and reopens it, and tells each change. */
type ModelOwner = {
  /**
   * Opens a bundle in the place of the open model and of an opening that is not done. A device that
   * is lost while the graphs are created is tried once more.
   * @throws EarmarkError those of `openPipeline`; then the open model stays.
   */
  open(body: RequestBody<'open-bundle'>, signal: AbortSignal): Promise<AnyPipeline>;
  /**
   * Runs work on the open model. When its device is lost on the way, the model is reopened and the
   * work runs once more from its beginning; a second loss fails as `device-lost`.
   * @param work gets a signal that aborts when another model is opened by request.
   * @throws EarmarkError `no-bundle`, `device-lost`, those of the work and of the reopening.
   */
  run<T>(work: (pipeline: AnyPipeline, closing: AbortSignal) => Promise<T>): Promise<T>;
  /** The open model, for its counts; null when there is none. */
  current(): AnyPipeline | null;
};

type ModelOwnerDeps = {
  readonly openPipeline: typeof openPipeline;
  readonly onState: (state: ModelState) => void;
};

type OpenModel = OpenResource<AnyPipeline> & {
  /** What it was opened by, and is opened again by. */
  readonly body: RequestBody<'open-bundle'>;
  readonly fromCache: boolean;
  isLost: boolean;
};

type Opening = { readonly controller: AbortController; readonly done: Promise<OpenModel> };

/** How long after a failure on a GPU the news that its device was lost can take. */
const LOSS_REPORT_WAIT_MS = 200;

const isDeviceLost = (error: unknown): boolean =>
  error instanceof EarmarkError && error.kind === 'device-lost';

const readyState = ({ value, fromCache }: OpenModel): ModelState => ({
  kind: 'ready',
  manifest: value.manifest,
  provider: value.provider,
  fromCache,
});

type ModelCreation = {
  readonly body: RequestBody<'open-bundle'>;
  readonly signal: AbortSignal;
  readonly onState: (state: ModelState) => void;
  readonly onLost: (model: OpenModel) => void;
};

/** Tells its progress; closes what it opened if it is aborted on the way. */
const createModel = async (
  create: typeof openPipeline,
  { body, signal, onState, onLost }: ModelCreation,
): Promise<OpenModel> => {
  let fromCache = true;
  const tell = (state: ModelState): void => {
    if (!signal.aborted) {
      onState(state);
    }
  };
  tell({ kind: 'fetching', loadedBytes: 0, totalBytes: 0 });
  const pipeline = await create(body, body.provider, {
    signal,
    onBytes: ({ loadedBytes, totalBytes, fromCache: isCached }) => {
      fromCache &&= isCached;
      tell({ kind: 'fetching', loadedBytes, totalBytes });
    },
    onSession: (opened, total) => tell({ kind: 'preparing', opened, total }),
  });
  const model = { ...createOpenResource(pipeline), body, fromCache, isLost: false };
  if (signal.aborted) {
    model.close();
  }
  throwIfAborted(signal);
  void pipeline.lost.then(() => onLost(model));
  return model;
};

/** A device that is lost while the graphs are created is tried once more. */
const createModelWithRetry = async (
  create: typeof openPipeline,
  creation: ModelCreation,
): Promise<OpenModel> => {
  try {
    return await createModel(create, creation);
  } catch (error) {
    if (!isDeviceLost(error) || creation.signal.aborted) {
      throw error;
    }
    creation.onState({ kind: 'lost' });
    return createModel(create, creation);
  }
};

/** A lost device also fails calls, such as reading a buffer, that do not name the reason. */
const hasLostDevice = async (model: OpenModel, error: unknown): Promise<boolean> => {
  if (toEarmarkError(error).kind === 'internal' && model.value.provider.provider === 'webgpu') {
    const wait = new Promise((resolve) => setTimeout(resolve, LOSS_REPORT_WAIT_MS));
    await Promise.race([model.value.lost, wait]);
    return model.isLost;
  }
  return isDeviceLost(error);
};

/** What is left after an opening that failed: the model before it, if that one still runs. */
const stateAfterFailure = (current: OpenModel | null, thrown: unknown): ModelState => {
  const { kind, message, facts } = toEarmarkError(thrown);
  if (current !== null && !current.isLost) {
    return readyState(current);
  }
  return kind === 'aborted' && current === null
    ? { kind: 'idle' }
    : { kind: 'failed', error: { kind, message, facts } };
};

export const createModelOwner = ({ openPipeline: create, onState }: ModelOwnerDeps): ModelOwner => {
  let current: OpenModel | null = null;
  let opening: Opening | null = null;

  const markLost = (model: OpenModel): void => {
    if (!model.isLost) {
      model.isLost = true;
      if (model === current && opening === null) {
        onState({ kind: 'lost' });
      }
    }
  };

  const replace = (model: OpenModel): void => {
    const before = current;
    current = model;
    opening = null;
    if (before?.isLost) {
      // Its users fail as `device-lost` and go on with the new one.
      before.retire();
    } else {
      before?.close();
    }
    onState(model.isLost ? { kind: 'lost' } : readyState(model));
  };

  const start = (body: RequestBody<'open-bundle'>): Opening => {
    opening?.controller.abort();
    const controller = new AbortController();
    const open = async (): Promise<OpenModel> => {
      try {
        const model = await createModelWithRetry(create, {
          body,
          signal: controller.signal,
          onState,
          onLost: markLost,
        });
        replace(model);
        return model;
      } catch (error) {
        if (opening?.controller === controller) {
          opening = null;
          onState(stateAfterFailure(current, error));
        }
        throw error;
      }
    };
    opening = { controller, done: open() };
    return opening;
  };

  /** Requests that lost the same model share one reopening. */
  const reopen = (lost: OpenModel): Promise<OpenModel> => {
    markLost(lost);
    return current !== null && current !== lost
      ? Promise.resolve(current)
      : (opening ?? start(lost.body)).done;
  };

  return {
    open: async (body, signal) => {
      throwIfAborted(signal);
      const { controller, done } = start(body);
      const abort = (): void => controller.abort();
      signal.addEventListener('abort', abort, { once: true });
      try {
        return (await done).value;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    run: async (work) => {
      if (current === null) {
        throw new EarmarkError('no-bundle', 'No bundle is open.');
      }
      const first = current.isLost ? await reopen(current) : current;
      return first.use(async () => {
        try {
          return await work(first.value, first.closing);
        } catch (error) {
          if (!(await hasLostDevice(first, error))) {
            throw error;
          }
          const second = await reopen(first);
          return second.use(() => work(second.value, second.closing));
        }
      });
    },
    current: () => current?.value ?? null,
  };
};
