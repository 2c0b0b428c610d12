import { Eye, EyeOff, Focus, Lock, LockOpen } from 'lucide-react';
import type { MouseEvent, ReactNode } from 'react';
import { objectName, selectedObject } from '../../document/projectDocument.ts';
import { useEarmark, useObjectViews, useProject } from '../../session/hooks.ts';
import type { ObjectView } from '../../search/objectViews.ts';
import { Swatch } from '../../ui/Swatch.tsx';
import styles from './Timeline.module.css';

const ROW_NAMES = { waveform: 'Sound', soundMatch: 'Sound match' } as const;

type LaneNamesProps = { readonly rows: readonly (keyof typeof ROW_NAMES)[] };

type LaneButtonProps = {
  readonly title: string;
  /** Seen without the pointer over the row. */
  readonly isSet: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
};

const LaneButton = ({ title, isSet, onPress, children }: LaneButtonProps) => (
  <button
    type="button"
    className={styles['laneButton']}
    tabIndex={-1}
    title={title}
    data-set={isSet || undefined}
    onClick={(event: MouseEvent) => {
      event.stopPropagation();
      onPress();
    }}
  >
    {children}
  </button>
);

/** Eye, solo and lock of a lane, for the pointer. */
const LaneButtons = ({ object }: Pick<ObjectView, 'object'>) => {
  const { objects } = useEarmark();
  const { id, isVisible, isLocked } = object;
  const isSolo = useProject(({ soloId }) => soloId === id);
  return (
    <span className={styles['laneButtons']}>
      <LaneButton
        title={isVisible ? 'Hide' : 'Show'}
        isSet={!isVisible}
        onPress={() => objects.setVisible(id, !isVisible)}
      >
        {isVisible ? <Eye size={13} /> : <EyeOff size={13} />}
      </LaneButton>
      <LaneButton title="Solo" isSet={isSolo} onPress={() => objects.toggleSolo(id)}>
        <Focus size={13} />
      </LaneButton>
      <LaneButton
        title={isLocked ? 'Unlock' : 'Lock'}
        isSet={isLocked}
        onPress={() => objects.setLocked(id, !isLocked)}
      >
        {isLocked ? <Lock size={13} /> : <LockOpen size={13} />}
      </LaneButton>
    </span>
  );
};

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
          <LaneButtons object={object} />
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
