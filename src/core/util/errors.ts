/** Errors by kind; the page has the texts that a person reads (`editor/ui/describeError.ts`). */
export type ErrorKind =
  | 'empty-file'
  | 'unsupported-container'
  | 'no-video'
  | 'unsupported-codec'
  | 'corrupt'
  | 'file-unreadable'
  | 'too-large'
  | 'no-clip'
  | 'no-bundle'
  | 'bundle-invalid'
  | 'bundle-hash'
  | 'bundle-unreachable'
  | 'empty-expression'
  | 'long-expression'
  | 'no-webgpu'
  | 'device-lost'
  | 'out-of-memory'
  | 'quota'
  | 'engine-stopped'
  | 'no-encoder'
  | 'no-sound'
  | 'project-invalid'
  | 'project-newer'
  | 'project-other-clip'
  | 'not-handed-over'
  | 'link-invalid'
  | 'clipboard-refused'
  | 'aborted'
  | 'internal';

/** What the person's message can name: codec, file name, counts. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** The one error that crosses folders and the worker's border; branch on `kind`. */
export class EarmarkError extends Error {
  readonly kind: ErrorKind;
  readonly facts: ErrorDetails;

  constructor(kind: ErrorKind, message: string, facts: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'EarmarkError';
    this.kind = kind;
    this.facts = facts;
  }
}

const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** What browsers call what is at fault outside of the app, whatever it was doing then. */
const KINDS_BY_NAME: ReadonlyMap<string, ErrorKind> = new Map<string, ErrorKind>([
  ['AbortError', 'aborted'],
  ['QuotaExceededError', 'quota'],
  // A file that was deleted, moved or changed since the person chose it.
  ['NotReadableError', 'file-unreadable'],
  ['NotFoundError', 'file-unreadable'],
]);
/** Of the heap: Chromium's and Firefox's words. */
const HEAP_FULL = /allocation failed|out of memory|allocation size overflow/i;

const kindOf = (thrown: Error): ErrorKind | undefined =>
  thrown instanceof RangeError && HEAP_FULL.test(thrown.message)
    ? 'out-of-memory'
    : KINDS_BY_NAME.get(thrown.name);

/**
 * Converts what was thrown: an EarmarkError is itself; `aborted`, `quota`, `file-unreadable` and
 * `out-of-memory` are known by the browser's errors; else `fallback` with the thrown value as cause.
 */
export const toEarmarkError = (
  thrown: unknown,
  fallback: ErrorKind = 'internal',
  facts: ErrorDetails = {},
): EarmarkError => {
  if (thrown instanceof EarmarkError) {
    return thrown;
  }
  const kind = thrown instanceof Error ? kindOf(thrown) : undefined;
  return new EarmarkError(kind ?? fallback, messageOf(thrown), facts, thrown);
};

/** Throws kind `aborted` once the signal is aborted, whatever reason was given to it. */
export const throwIfAborted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) {
    throw new EarmarkError('aborted', 'The work was cancelled.', {}, signal.reason);
  }
};

/** Runs `work` until any signal aborts; its failure is then the abort. @throws EarmarkError `aborted` */
export const withAbortSignals = async <T>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const signal = AbortSignal.any([...signals]);
  try {
    return await work(signal);
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  }
};

/** What `work` gives; null where the media are damaged there. @throws all else that `work` throws. */
export const nullIfCorrupt = async <T>(work: () => Promise<T>): Promise<T | null> => {
  try {
    return await work();
  } catch (thrown) {
    if (toEarmarkError(thrown).kind === 'corrupt') {
      return null;
    }
    throw thrown;
  }
};
