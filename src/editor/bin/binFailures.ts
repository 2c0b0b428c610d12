import { EarmarkError, toEarmarkError } from '../../core/util/errors.ts';
import type { QueueFailure, QueueOutcome } from '../../core/queue/clipQueue.ts';
import { describeError } from '../ui/describeError.ts';

/** The file has to be chosen again: this page cannot read it any more. */
export const NEEDS_FILE = 'needs-file';

export const NO_FILE = { kind: NEEDS_FILE, message: 'Choose the file again.' };

/** Faults of the model or the machine, which every other clip would meet as well. */
export const stopsQueue = ({ kind }: EarmarkError): boolean =>
  kind.startsWith('bundle-') || kind === 'no-bundle' || kind === 'no-webgpu' || kind === 'quota';

/** Faults after which a fresh engine may do better. */
const losesWorker = ({ kind }: EarmarkError): boolean =>
  kind === 'device-lost' || kind === 'out-of-memory' || kind === 'internal';

export const toBinError = (thrown: unknown): EarmarkError =>
  thrown instanceof DOMException && thrown.name === 'QuotaExceededError'
    ? new EarmarkError('quota', 'There is no room for the result.', {}, thrown)
    : toEarmarkError(thrown);

/** What the bin says of a clip that failed. */
export const toQueueFailure = ({ kind, facts }: EarmarkError, fileName: string): QueueFailure => ({
  kind,
  message: describeError({ kind, facts: { ...facts, fileName } }).title,
});

/** What a fault means for the queue: `lost` asks for a fresh engine. */
export const outcomeOf = (error: EarmarkError, fileName: string): QueueOutcome => {
  if (error.kind === 'aborted' || stopsQueue(error)) {
    return { kind: 'stopped' };
  }
  return { kind: losesWorker(error) ? 'lost' : 'failed', failure: toQueueFailure(error, fileName) };
};
