import { useEffect, useRef } from 'react';
import type { CueWeights } from '../../../protocol/requests.ts';
import { cuesInUse, shareAmong, type Cue } from '../../search/cuesInUse.ts';
import { countFrames, cueWeightsAt, meanCueWeights } from '../../search/queryResult.ts';
import { useEarmark, useObservable, useSelectedView, useSession } from '../../session/hooks.ts';
import styles from './CueWeightsBar.module.css';

// A no-break space keeps the sign with its number.
const formatPercent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;
const CUE_NAMES = { sound: 'Sound', sight: 'Sight', words: 'Words' } as const;

/** `On average mostly sight: sound 12 %, sight 70 %, words 18 %.` */
const describeCueWeights = (weights: CueWeights, cues: readonly Cue[]): string => {
  const [first] = cues.toSorted((a, b) => weights[b] - weights[a]);
  const shares = cues.map(
    (cue) => `${CUE_NAMES[cue].toLowerCase()} ${formatPercent(weights[cue])}`,
  );
  return `On average mostly ${CUE_NAMES[first ?? 'sight'].toLowerCase()}: ${shares.join(', ')}.`;
};

/** Cue weights of the displayed frame, written to the DOM at every frame without rendering. */
export const CueWeightsBar = () => {
  const { player } = useEarmark();
  const view = useSelectedView();
  const result = view?.result ?? null;
  const hasSound = useSession(({ clip }) => clip?.info.audioProblem === null);
  const cues = result ? cuesInUse(result.switches, hasSound) : [];
  const mean = result && view ? meanCueWeights(result, view.presenceThreshold) : null;
  const isFound =
    result !== null && view !== null && countFrames(result, view.presenceThreshold).present > 0;
  const root = useRef<HTMLDivElement>(null);

  const write = (frameIndex: number | undefined): void => {
    const all = result && frameIndex !== undefined ? cueWeightsAt(result, frameIndex) : null;
    const weights = all && shareAmong(all, cues);
    for (const cue of cues) {
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

  // What decided is no question where nothing was found.
  return isFound ? (
    <section aria-labelledby="cue-weights-title">
      <h2 id="cue-weights-title" className={styles['heading']}>
        Why: sound, sight and words
      </h2>
      {mean && (
        <p className={styles['summary']}>{describeCueWeights(shareAmong(mean, cues), cues)}</p>
      )}
      <div ref={root} className={styles['weights']}>
        <p className={styles['caption']}>In this frame</p>
        <div className={styles['bar']} aria-hidden>
          {cues.map((cue) => (
            <span key={cue} data-part={cue} className={styles['part']} />
          ))}
        </div>
        <dl className={styles['legend']}>
          {cues.map((cue) => (
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
