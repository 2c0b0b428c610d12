import { throwIfAborted } from '../../core/util/errors.ts';
import type { Bundle } from './bundle/fetchBundle.ts';
import type { ContractSession, GraphContract, GraphSessions } from './graphSessions.ts';

export type PipelineOptions = {
  readonly signal?: AbortSignal;
  readonly onSession?: (opened: number, total: number) => void;
};

type GraphRole<C extends GraphContract> = keyof C & Parameters<Bundle['file']>[0];

/**
 * Opens all graphs of a bundle, one after the other. When one fails, the sessions are disposed.
 * @throws EarmarkError `bundle-invalid` | `out-of-memory` | `device-lost` | `aborted` | `internal`.
 */
export const openGraphs = async <C extends GraphContract>(
  sessions: GraphSessions<C>,
  bundle: Bundle,
  names: readonly GraphRole<C>[],
  { signal, onSession }: PipelineOptions,
): Promise<{ readonly [G in GraphRole<C>]: ContractSession<C, G> }> => {
  const opened: [string, unknown][] = [];
  try {
    for (const name of names) {
      throwIfAborted(signal);
      opened.push([name, await sessions.open(name, bundle.file(name), bundle.weightsOf(name))]);
      onSession?.(opened.length, names.length);
    }
  } catch (error) {
    await sessions.dispose();
    throw error;
  }
  return Object.fromEntries(opened) as { readonly [G in GraphRole<C>]: ContractSession<C, G> };
};
