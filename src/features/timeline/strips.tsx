import type { ObjectView } from '../../state/objectViews.ts';
import { stateAt } from '../../state/result.ts';
import type { OpenClip } from '../../state/sessionStore.ts';
import { cssColour } from '../../ui/Swatch.tsx';
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

type LaneProps = StripProps & { readonly view: ObjectView };

export const Lane = ({ clip, view }: LaneProps) => {
  const { result, presenceThreshold, colour } = view;
  const { ptsSeconds, durationSeconds } = clip.info;
  const canvas = useStrip(
    (strip) =>
      drawLane(strip, {
        ptsSeconds,
        durationSeconds,
        present: cssColour(colour),
        stateOf: (frameIndex) =>
          result ? stateAt(result, frameIndex, presenceThreshold) : 'not-computed',
      }),
    [result, presenceThreshold, colour, ptsSeconds, durationSeconds],
  );
  return <canvas ref={canvas} className={styles['lane']} aria-hidden />;
};
