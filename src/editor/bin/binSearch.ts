import type { StoreApi } from 'zustand/vanilla';
import { countClips, type QueueOutcome } from '../../core/queue/clipQueue.ts';
import { drainQueue } from '../../core/queue/drainQueue.ts';
import { notify } from '../session/notices.ts';
import { announceVisibly, type SessionStore } from '../session/sessionStore.ts';
import { NO_FILE, outcomeOf, toBinError } from './binFailures.ts';
import type { BinFiles } from './binFiles.ts';
import type { BinState } from './binState.ts';
import type { BinStorage } from './binStorage.ts';
import type { BinWorker } from './binWorker.ts';

/** Works through the queue of the bin. */
type BinSearch = {
  /** Resolves when the queue is worked through or paused; does nothing while it is being so. */
  run(): Promise<void>;
  /** Whether `run` has not resolved. */
  isRunning(): boolean;
  /** Ends the search of the clip that is searched now. */
  stopClip(): void;
  dispose(): void;
};

type BinSearchDeps = {
  readonly store: StoreApi<BinState>;
  readonly session: SessionStore;
  readonly files: Pick<BinFiles, 'read'>;
  readonly storage: Pick<BinStorage, 'keepProject'>;
  /** Changes the bin, and stores it. */
  readonly change: (part: Partial<BinState>) => void;
  readonly openWorker: () => BinWorker;
  readonly closeWorker: () => void;
  /** The worker is needed no more, unless an export has it. */
  readonly onDone: () => void;
};

export const createBinSearch = (deps: BinSearchDeps): BinSearch => {
  const { store, session, files, storage, change, openWorker, closeWorker } = deps;
  /** Of the loop over the queue; ended by `dispose` alone. */
  const life = new AbortController();
  let isRunning = false;
  let clipSearch: AbortController | null = null;

  const changeQueue = (queue: BinState['queue']): void => change({ queue });

  const failureOutcome = (thrown: unknown, fileName: string): QueueOutcome => {
    const error = toBinError(thrown);
    const outcome = outcomeOf(error, fileName);
    if (outcome.kind === 'lost') {
      closeWorker();
    } else if (outcome.kind === 'stopped' && error.kind !== 'aborted') {
      notify(session, error);
      changeQueue({ ...store.getState().queue, isPaused: true });
    }
    return outcome;
  };

  const searchClip = async (id: string): Promise<QueueOutcome> => {
    const clip = store.getState().clips.find((candidate) => candidate.id === id);
    if (clip === undefined) {
      return { kind: 'stopped' };
    }
    const controller = new AbortController();
    clipSearch = controller;
    store.setState({ running: { id, share: 0 } });
    try {
      const file = await files.read(id);
      if (file === null) {
        return { kind: 'failed', failure: NO_FILE };
      }
      const { queries } = store.getState();
      const { project, found } = await openWorker().search(
        file,
        queries,
        controller.signal,
        (share) => store.setState({ running: { id, share } }),
      );
      await storage.keepProject(id, project);
      change({
        clips: store
          .getState()
          .clips.map((other) => (other.id === id ? { ...other, found } : other)),
      });
      return { kind: 'done' };
    } catch (error) {
      return failureOutcome(error, clip.fileName);
    } finally {
      clipSearch = null;
      store.setState({ running: null });
    }
  };

  const run = async (): Promise<void> => {
    if (isRunning) {
      return;
    }
    isRunning = true;
    try {
      await drainQueue({
        read: () => store.getState().queue,
        write: changeQueue,
        // One at a time: a clip keeps all cores or the graphics card busy.
        workers: 1,
        run: searchClip,
        signal: life.signal,
      });
    } finally {
      isRunning = false;
    }
    const { waiting, done, failed } = countClips(store.getState().queue);
    if (waiting === 0) {
      announceVisibly(
        session,
        `The bin is searched: ${done} clips done${failed > 0 ? `, ${failed} failed` : ''}.`,
      );
      deps.onDone();
    } else if (!store.getState().queue.isPaused && !life.signal.aborted) {
      await run();
    }
  };

  return {
    run,
    isRunning: () => isRunning,
    stopClip: () => clipSearch?.abort(),
    dispose() {
      life.abort();
      clipSearch?.abort();
    },
  };
};
