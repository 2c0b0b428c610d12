import { framesWithStrokes } from '../../../core/mask/brushStroke.ts';
import type { TimeScale } from '../../../core/time/timeScale.ts';
import type { ObjectView } from '../../search/objectViews.ts';
import { frameStateAt } from '../../search/queryResult.ts';
import type { OpenClip } from '../../session/sessionStore.ts';
import { cssColour } from '../../ui/Swatch.tsx';
import { drawFilmstrip } from './drawFilmstrip.ts';
import { drawObjectLane } from './drawObjectLane.ts';
import { drawWaveform } from './drawWaveform.ts';
import styles from './Timeline.module.css';
import { useStripCanvas } from './useStripCanvas.ts';

type StripProps = { readonly clip: OpenClip; readonly scale: TimeScale };

export const Filmstrip = ({ clip, scale }: StripProps) => {
  const { thumbnails, fineThumbnails, info } = clip;
  const { durationSeconds } = info;
  const aspectRatio = info.width / info.height;
  const canvas = useStripCanvas(
    (strip) =>
      drawFilmstrip(strip, { thumbnails, fineThumbnails, aspectRatio, scale, durationSeconds }),
    [thumbnails, fineThumbnails, info, scale],
  );
  return <canvas ref={canvas} className={styles['filmstrip']} aria-hidden />;
};

export const Waveform = ({ clip, scale }: StripProps) => {
  const { peaks } = clip;
  const { durationSeconds } = clip.info;
  const canvas = useStripCanvas(
    (strip) => peaks && drawWaveform(strip, { peaks, scale, durationSeconds }),
    [peaks, scale],
  );
  return <canvas ref={canvas} className={styles['waveform']} aria-hidden />;
};

type ObjectLaneProps = StripProps & { readonly view: ObjectView; readonly isSelected: boolean };

/** The frames in which an object is present. `LaneLegend` is the text for screen readers. */
export const ObjectLane = ({ clip, scale, view, isSelected }: ObjectLaneProps) => {
  const { object, result, presenceThreshold, colour } = view;
  const { ptsSeconds } = clip.info;
  const canvas = useStripCanvas(
    (strip) =>
      drawObjectLane(strip, {
        ptsSeconds,
        scale,
        presentColour: cssColour(colour),
        correctedFrames: framesWithStrokes(object.strokes),
        stateOf: (frameIndex) =>
          result ? frameStateAt(result, frameIndex, presenceThreshold) : 'not-computed',
      }),
    [result, presenceThreshold, colour, ptsSeconds, scale, object.strokes],
  );
  return (
    <div
      className={styles['lane']}
      data-lane={object.id}
      data-selected={isSelected || undefined}
      data-hidden={!view.isShown || undefined}
      aria-hidden
    >
      <canvas ref={canvas} />
    </div>
  );
};
