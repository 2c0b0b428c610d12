import type { TimeScale } from '../../../core/time/timeScale.ts';
import { useSelectedView, useAudioMatch } from '../../session/hooks.ts';
import { summariseAudioMatch } from '../../search/audioMatches.ts';
import { describeAudioMatch } from '../../ui/describeAudioMatch.ts';
import { drawAudioMatch } from './drawAudioMatch.ts';
import styles from './Timeline.module.css';
import { useStripCanvas } from './useStripCanvas.ts';

/** How well each second's sound matches the selected object's sentence. */
export const AudioMatchStrip = ({ scale }: { readonly scale: TimeScale }) => {
  const view = useSelectedView();
  const match = useAudioMatch();
  const canvas = useStripCanvas((strip) => drawAudioMatch(strip, { match, scale }), [match, scale]);
  return view ? (
    <div className={styles['soundMatch']} aria-hidden data-testid="sound-match">
      <canvas ref={canvas} />
    </div>
  ) : null;
};

/** The strip as text for screen readers. */
export const AudioMatchDescription = () => {
  const view = useSelectedView();
  const match = useAudioMatch();
  return view ? (
    <p className="visually-hidden">{describeAudioMatch(match && summariseAudioMatch(match))}</p>
  ) : null;
};
