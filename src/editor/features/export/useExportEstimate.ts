import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ExportSupport } from '../../../protocol/requests.ts';
import type { ExportScope } from '../../export/exportOptions.ts';
import { useEarmark } from '../../session/hooks.ts';

/** Debounce: estimating the size encodes sample frames. */
const DEBOUNCE_MILLISECONDS = 300;

type ExportEstimate = {
  /** Null until the browser has answered. */
  readonly support: ExportSupport | null;
  /** Null while the size is being estimated. */
  readonly bytes: number | null;
};

/**
 * The formats that this browser can write and the size of the export, updated when the settings or
 * the scope change.
 * @param frames number of frames to write; with 0 the size is not estimated.
 */
export const useExportEstimate = (
  { range, objectIds }: ExportScope,
  frames: number,
): ExportEstimate => {
  const { exports } = useEarmark();
  const settings = useStore(exports.settings);
  const [first, last] = range;
  const key = JSON.stringify([settings, first, last, frames, objectIds]);
  const chosen = objectIds?.join(' ') ?? null;
  const [support, setSupport] = useState<ExportSupport | null>(null);
  const [estimate, setEstimate] = useState({ key: '', bytes: 0 });

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async (): Promise<void> => {
      setSupport(await exports.checkSupport([first, last], signal));
      if (frames > 0) {
        const scope = { range: [first, last], objectIds: chosen?.split(' ') ?? null } as const;
        setEstimate({ key, bytes: await exports.estimateBytes(scope, signal) });
      }
    };
    const timer = setTimeout(() => {
      // The export itself reports the same error.
      ask().catch(() => undefined);
    }, DEBOUNCE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [exports, key, first, last, frames, chosen]);

  return { support, bytes: estimate.key === key ? estimate.bytes : null };
};
