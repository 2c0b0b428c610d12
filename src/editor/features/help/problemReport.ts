import type { EarmarkError } from '../../../core/util/errors.ts';
import type { ModelState } from '../../../protocol/model.ts';

export type ProblemReportInputs = {
  readonly version: string;
  readonly model: ModelState;
  readonly error: EarmarkError | null;
  /** Words that the report must not have: the clip's name and the queries. */
  readonly hidden: readonly string[];
  readonly browser: {
    readonly userAgent: string;
    readonly cores: number;
    readonly isIsolated: boolean;
    readonly window: string;
  };
};

const describeModel = (model: ModelState): string => {
  if (model.kind !== 'ready') {
    return model.kind;
  }
  const { name, version } = model.manifest;
  return `${name} ${version}, ${model.fromCache ? 'from cache' : 'downloaded'}`;
};

const describeProvider = (model: ModelState): string => {
  if (model.kind !== 'ready') {
    return 'none';
  }
  const { provider, reason, adapter, threads } = model.provider;
  return `${provider} (${reason}), ${adapter === '' ? 'no adapter' : adapter}, ${threads} threads`;
};

/** Longest words first, as one may be a part of another. */
const hide = (text: string, hidden: readonly string[]): string =>
  hidden
    .filter((word) => word !== '')
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, word) => rest.replaceAll(word, '…'), text);

/** An error without its facts in words: those can be names of files. */
const describeError = (error: EarmarkError | null, hidden: readonly string[]): string => {
  if (error === null) {
    return 'none';
  }
  const words = Object.values(error.facts).filter((fact) => typeof fact === 'string');
  return `${error.kind}: ${hide(error.message, [...hidden, ...words])}`;
};

/** What helps whoever looks for a fault: the machine and the last error, nothing of the media. */
export const formatProblemReport = ({
  version,
  model,
  error,
  hidden,
  browser: { userAgent, cores, isIsolated, window },
}: ProblemReportInputs): string =>
  [
    `Earmark ${version}`,
    `Model: ${describeModel(model)}`,
    `Provider: ${describeProvider(model)}`,
    `Browser: ${userAgent}`,
    `Cores: ${cores}, isolated: ${isIsolated ? 'yes' : 'no'}, window: ${window}`,
    `Last error: ${describeError(error, hidden)}`,
  ].join('\n');
