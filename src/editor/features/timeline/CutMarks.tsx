import { shareAt, type TimeScale } from '../../../core/time/timeScale.ts';
import { formatShortTimecode } from '../../../core/time/timecode.ts';
import type { OpenClip } from '../../session/sessionStore.ts';
import styles from './Timeline.module.css';

/** More would be read out for minutes. */
const MAX_NAMED_CUTS = 20;

/** A line where a shot begins; the playhead, In and Out snap to it. */
export const CutMarks = ({
  clip,
  scale,
}: {
  readonly clip: OpenClip;
  readonly scale: TimeScale;
}) => {
  const { ptsSeconds } = clip.info;
  return (clip.cuts ?? []).map((cut) => {
    const share = shareAt(scale, ptsSeconds[cut] ?? 0);
    return share < 0 || share > 1 ? null : (
      <div
        key={cut}
        className={styles['cut']}
        data-cut={cut}
        style={{ left: `${100 * share}%` }}
        aria-hidden
      />
    );
  });
};

/** The same as text for screen readers. */
export const CutsDescription = ({ clip }: { readonly clip: OpenClip }) => {
  const cuts = clip.cuts ?? [];
  const times = cuts
    .slice(0, MAX_NAMED_CUTS)
    .map((cut) => formatShortTimecode(clip.info.ptsSeconds[cut] ?? 0));
  return cuts.length === 0 ? null : (
    <p className="visually-hidden">
      {cuts.length === 1 ? '1 cut' : `${cuts.length} cuts`}: {times.join(', ')}
    </p>
  );
};
