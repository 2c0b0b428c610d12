import { objectName, selectedObject } from '../../document/projectDocument.ts';
import { useEarmark, useObjectViews, useProject } from '../../session/hooks.ts';
import { Swatch } from '../../ui/Swatch.tsx';
import styles from './Timeline.module.css';

const ROW_NAMES = { waveform: 'Sound', soundMatch: 'Sound match' } as const;

type LaneNamesProps = { readonly rows: readonly (keyof typeof ROW_NAMES)[] };

/**
 * The left gutter: what each row of the timeline is, beside it instead of over it. A click selects
 * the object; the list of objects does the same for keyboards and screen readers.
 */
export const LaneNames = ({ rows }: LaneNamesProps) => {
  const { objects } = useEarmark();
  const views = useObjectViews();
  const selectedId = useProject((state) => selectedObject(state)?.id);
  return (
    <div className={styles['gutter']} aria-hidden>
      <span className={styles['gutterRow']} data-row="ruler" />
      <span className={styles['gutterRow']} data-row="filmstrip" />
      {views.map(({ object, colour, pattern, isShown }) => (
        // The list of objects has the keys.
        <span
          key={object.id}
          role="presentation"
          className={styles['gutterRow']}
          data-row="lane"
          data-lane-name={object.id}
          data-selected={object.id === selectedId || undefined}
          data-hidden={!isShown || undefined}
          title={objectName(object)}
          onClick={() => objects.select(object.id)}
        >
          <Swatch colour={colour} pattern={pattern} />
          <span className={styles['laneName']}>{objectName(object)}</span>
        </span>
      ))}
      {rows.map((row) => (
        <span key={row} className={styles['gutterRow']} data-row={row}>
          <span className={styles['laneName']}>{ROW_NAMES[row]}</span>
        </span>
      ))}
    </div>
  );
};
