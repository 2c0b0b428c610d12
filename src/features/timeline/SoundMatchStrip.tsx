import type { TimeScale } from '../../core/timeScale.ts';
import { useSelectedView, useSoundMatch } from '../../state/hooks.ts';
import { objectName } from '../../state/project.ts';
import { summariseSoundMatch } from '../../state/soundMatches.ts';
import { soundMatchText } from '../../ui/soundMatchText.ts';
import { drawSoundMatch } from './drawSoundMatch.ts';
import styles from './Timeline.module.css';
import { useStrip } from './useStrip.ts';

/** How well each second's sound matches the selected object's sentence. */
export const SoundMatchStrip = ({ scale }: { readonly scale: TimeScale }) => {
  const view = useSelectedView();
  const match = useSoundMatch();
  const canvas = useStrip((strip) => drawSoundMatch(strip, { match, scale }), [match, scale]);
  return view ? (
    <div className={styles['soundMatch']} aria-hidden data-testid="sound-match">
      <canvas ref={canvas} />
      <span className={styles['laneName']}>Sound match: {objectName(view.object)}</span>
    </div>
  ) : null;
};

/** The strip for those who cannot see it. */
export const SoundMatchLegend = () => {
  const view = useSelectedView();
  const match = useSoundMatch();
  return view ? (
    <p className="visually-hidden">{soundMatchText(match && summariseSoundMatch(match))}</p>
  ) : null;
};
