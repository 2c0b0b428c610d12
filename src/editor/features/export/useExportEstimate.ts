import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ExportSupport } from '../../../protocol/requests.ts';
import type { ExportRange } from '../../export/exportOptions.ts';
import { useEarmark } from '../../session/hooks.ts';

/** A slider or a key held down is not to encode a picture at each step. */
const DEBOUNCE_MILLISECONDS = 300;

export type ExportEstimate = {
  /** Null until the browser was asked. */
  readonly support: ExportSupport | null;
  /** Null while it is being estimated. */
  readonly bytes: number | null;
};

/**
 * Asks the engine what can be written and how large it becomes, whenever settings or range change.
 * @param frames to be written; none are not estimated, more are estimated anew.
 */
export const useExportEstimate = (range: ExportRange, frames: number): ExportEstimate => {
  const { exports } = useEarmark();
  const settings = useStore(exports.settings);
  const [first, last] = range;
  const key = JSON.stringify([settings, first, last, frames]);
  const [support, setSupport] = useState<ExportSupport | null>(null);
  const [estimate, setEstimate] = useState({ key: '', bytes: 0 });

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async (): Promise<void> => {
      setSupport(await exports.checkSupport([first, last], signal));
      if (frames > 0) {
        setEstimate({ key, bytes: await exports.estimateBytes([first, last], signal) });
      }
    };
    const timer = setTimeout(() => {
      // What fails here fails again at the export, which tells it.
      ask().catch(() => undefined);
    }, DEBOUNCE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [exports, key, first, last, frames]);

  return { support, bytes: estimate.key === key ? estimate.bytes : null };
};
