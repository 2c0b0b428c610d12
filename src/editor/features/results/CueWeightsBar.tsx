import { useEffect, useRef } from 'react';
import type { CueWeights } from '../../../protocol/requests.ts';
import { useEarmark, useObservable, useSelectedView } from '../../session/hooks.ts';
import { cueWeightsAt, meanCueWeights } from '../../search/queryResult.ts';
import styles from './CueWeightsBar.module.css';

const CUES = ['sound', 'sight', 'words'] as const satisfies readonly (keyof CueWeights)[];
// A no-break space keeps the sign with its number.
const formatPercent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;
const CUE_NAMES = { sound: 'Sound', sight: 'Sight', words: 'Words' } as const;

/** `On average mostly sight: sound 12 %, sight 70 %, words 18 %.` */
const describeCueWeights = (weights: CueWeights): string => {
  const [first] = CUES.toSorted((a, b) => weights[b] - weights[a]);
  const shares = CUES.map(
    (cue) => `${CUE_NAMES[cue].toLowerCase()} ${formatPercent(weights[cue])}`,
  );
  return `On average mostly ${CUE_NAMES[first ?? 'sight'].toLowerCase()}: ${shares.join(', ')}.`;
};

/** Cue weights of the displayed frame, written to the DOM at every frame without rendering. */
export const CueWeightsBar = () => {
  const { player } = useEarmark();
  const view = useSelectedView();
  const result = view?.result ?? null;
  const mean = result && view ? meanCueWeights(result, view.presenceThreshold) : null;
  const root = useRef<HTMLDivElement>(null);

  const write = (frameIndex: number | undefined): void => {
    const weights = result && frameIndex !== undefined ? cueWeightsAt(result, frameIndex) : null;
    for (const cue of CUES) {
      const share = weights?.[cue] ?? 0;
      const part = root.current?.querySelector<HTMLElement>(`[data-part="${cue}"]`);
      const value = root.current?.querySelector<HTMLElement>(`[data-value="${cue}"]`);
      part?.style.setProperty('flex-grow', String(share));
      if (value) {
        value.textContent = weights ? formatPercent(share) : '–';
      }
    }
    root.current?.toggleAttribute('data-empty', weights === null);
  };
  useObservable(player.drawnFrame, (facts) => write(facts?.frameIndex));
  // Another result has different weights for the same frame.
  useEffect(() => write(player.drawnFrame.value?.frameIndex));

  return result ? (
    <section aria-labelledby="cue-weights-title">
      <h2 id="cue-weights-title" className={styles['heading']}>
        Why: sound, sight and words
      </h2>
      {mean && <p className={styles['summary']}>{describeCueWeights(mean)}</p>}
      <div ref={root} className={styles['weights']}>
        <p className={styles['caption']}>In this frame</p>
        <div className={styles['bar']} aria-hidden>
          {CUES.map((cue) => (
            <span key={cue} data-part={cue} className={styles['part']} />
          ))}
        </div>
        <dl className={styles['legend']}>
          {CUES.map((cue) => (
            <div key={cue} data-part-name={cue} className={styles['item']}>
              <dt>{CUE_NAMES[cue]}</dt>
              <dd data-value={cue}>–</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  ) : null;
};
