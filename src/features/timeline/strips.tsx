import { useSession } from '../../state/hooks.ts';
import { stateAt } from '../../state/result.ts';
import { presenceThresholdOf, selectedResult, type OpenClip } from '../../state/sessionStore.ts';
import { drawFilmstrip } from './drawFilmstrip.ts';
import { drawLane } from './drawLane.ts';
import { drawWaveform } from './drawWaveform.ts';
import styles from './Timeline.module.css';
import { useStrip } from './useStrip.ts';

type StripProps = { readonly clip: OpenClip };

export const Filmstrip = ({ clip }: StripProps) => {
  const { thumbnails, info } = clip;
  const canvas = useStrip(
    (strip) => drawFilmstrip(strip, thumbnails, info.width / info.height),
    [thumbnails, info],
  );
  return <canvas ref={canvas} className={styles['filmstrip']} aria-hidden />;
};

export const Waveform = ({ clip }: StripProps) => {
  const { peaks } = clip;
  const canvas = useStrip((strip) => peaks && drawWaveform(strip, peaks), [peaks]);
  return <canvas ref={canvas} className={styles['waveform']} aria-hidden />;
};

export const Lane = ({ clip }: StripProps) => {
  const result = useSession(selectedResult);
  const threshold = useSession((state) => (result ? presenceThresholdOf(state, result) : 0));
  const { ptsSeconds, durationSeconds } = clip.info;
  const canvas = useStrip(
    (strip) =>
      drawLane(strip, {
        ptsSeconds,
        durationSeconds,
        stateOf: (frameIndex) => (result ? stateAt(result, frameIndex, threshold) : 'not-computed'),
      }),
    [result, threshold, ptsSeconds, durationSeconds],
  );
  return <canvas ref={canvas} className={styles['lane']} aria-hidden />;
};
