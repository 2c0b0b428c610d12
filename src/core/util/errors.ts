/** Errors by kind; the page has the texts that a person reads (`editor/ui/describeError.ts`). */
export type ErrorKind =
  | 'empty-file'
  | 'unsupported-container'
  | 'no-video'
  | 'unsupported-codec'
  | 'corrupt'
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

/**
 * Converts what was thrown: an EarmarkError is itself, an AbortError is `aborted`, else `fallback` with
 * the thrown value as cause.
 */
export const toEarmarkError = (
  thrown: unknown,
  fallback: ErrorKind = 'internal',
  facts: ErrorDetails = {},
): EarmarkError => {
  if (thrown instanceof EarmarkError) {
    return thrown;
  }
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new EarmarkError('aborted', thrown.message, facts, thrown);
  }
  return new EarmarkError(fallback, messageOf(thrown), facts, thrown);
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
