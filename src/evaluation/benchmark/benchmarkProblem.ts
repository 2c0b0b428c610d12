/**
 * Why an item or a row of a benchmark was not scored. Every problem is reported with the name of its
 * item or file: none is dropped silently.
 */
export type ProblemKind =
  | 'unknown-column'
  | 'bad-row'
  | 'todo-row'
  | 'broken-sentence'
  | 'empty-split'
  | 'missing-frames'
  | 'missing-sound'
  | 'missing-mask'
  | 'unreadable-mask'
  | 'unreadable-frame'
  | 'wrong-size'
  | 'sentence-refused'
  | 'condition-impossible'
  | 'model-failed';

export type BenchmarkProblem = {
  readonly kind: ProblemKind;
  /** The item's id, the column's, the split's or the row's name. */
  readonly subject: string;
  readonly message: string;
};

/** The problem of one item, on its way to the report. */
export class ItemError extends Error {
  readonly kind: ProblemKind;

  constructor(kind: ProblemKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ItemFailure';
    this.kind = kind;
  }
}

/** The folder as a whole cannot be evaluated; the message says what to do. */
export class BenchmarkError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'BenchmarkError';
  }
}
