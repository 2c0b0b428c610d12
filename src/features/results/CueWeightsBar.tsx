import { useEffect, useRef } from 'react';
import type { CueWeights } from '../../engine/protocol.ts';
import { useEarmark, useObserved, useSession } from '../../state/hooks.ts';
import { cueWeightsAt } from '../../state/result.ts';
import { selectedResult } from '../../state/sessionStore.ts';
import styles from './CueWeightsBar.module.css';

const CUES = ['sound', 'sight', 'words'] as const satisfies readonly (keyof CueWeights)[];
const NAMES = { sound: 'Sound', sight: 'Sight', words: 'Words' } as const;

/** How much each cue weighed for the frame on the screen; written at every frame, never rendered. */
export const CueWeightsBar = () => {
  const { player } = useEarmark();
  const result = useSession(selectedResult);
  const root = useRef<HTMLDivElement>(null);

  const write = (frameIndex: number | undefined): void => {
    const weights = result && frameIndex !== undefined ? cueWeightsAt(result, frameIndex) : null;
    for (const cue of CUES) {
      const share = weights?.[cue] ?? 0;
      const part = root.current?.querySelector<HTMLElement>(`[data-part="${cue}"]`);
      const value = root.current?.querySelector<HTMLElement>(`[data-value="${cue}"]`);
      part?.style.setProperty('flex-grow', String(share));
      if (value) {
        value.textContent = weights ? `${Math.round(share * 100)} %` : '–';
      }
    }
    root.current?.toggleAttribute('data-empty', weights === null);
  };
  useObserved(player.shown, (facts) => write(facts?.frameIndex));
  // Another result has other weights for the same frame.
  useEffect(() => write(player.shown.value?.frameIndex));

  return result ? (
    <section aria-labelledby="cue-weights-title">
      <h2 id="cue-weights-title" className={styles['heading']}>
        What decided in this frame
      </h2>
      <div ref={root} className={styles['weights']}>
        <div className={styles['bar']} aria-hidden>
          {CUES.map((cue) => (
            <span key={cue} data-part={cue} className={styles['part']} />
          ))}
        </div>
        <dl className={styles['legend']}>
          {CUES.map((cue) => (
            <div key={cue} data-part-name={cue} className={styles['item']}>
              <dt>{NAMES[cue]}</dt>
              <dd data-value={cue}>–</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  ) : null;
};
