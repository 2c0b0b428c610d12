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
  /** Accessible name; what `isOn` is about. */
  readonly label: string;
  /** What a click does now. */
  readonly title: string;
  readonly isOn: boolean;
  /** Stands out: hidden, solo, locked. */
  readonly isSet: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
};

const LaneButton = ({ label, title, isOn, isSet, onPress, children }: LaneButtonProps) => (
  <button
    type="button"
    className={styles['laneButton']}
    aria-label={label}
    aria-pressed={isOn}
    title={title}
    data-set={isSet || undefined}
    onClick={(event: MouseEvent) => {
      // The row around it selects.
      event.stopPropagation();
      onPress();
    }}
  >
    {children}
  </button>
);

/** Eye, solo and lock of an object. */
const LaneButtons = ({ object }: Pick<ObjectView, 'object'>) => {
  const { objects } = useEarmark();
  const { id, isVisible, isLocked } = object;
  const name = objectName(object);
  const isSolo = useProject(({ soloId }) => soloId === id);
  return (
    <span className={styles['laneButtons']}>
      <LaneButton
        label={`Show ${name}`}
        title={isVisible ? 'Hide' : 'Show'}
        isOn={isVisible}
        isSet={!isVisible}
        onPress={() => objects.setVisible(id, !isVisible)}
      >
        {isVisible ? <Eye size={14} aria-hidden /> : <EyeOff size={14} aria-hidden />}
      </LaneButton>
      <LaneButton
        label={`Solo ${name}`}
        title="Solo"
        isOn={isSolo}
        isSet={isSolo}
        onPress={() => objects.toggleSolo(id)}
      >
        <Focus size={14} aria-hidden />
      </LaneButton>
      <LaneButton
        label={`Lock ${name}`}
        title={isLocked ? 'Unlock' : 'Lock'}
        isOn={isLocked}
        isSet={isLocked}
        onPress={() => objects.setLocked(id, !isLocked)}
      >
        {isLocked ? <Lock size={14} aria-hidden /> : <LockOpen size={14} aria-hidden />}
      </LaneButton>
    </span>
  );
};

export const LaneNames = ({ rows }: LaneNamesProps) => {
  const { objects } = useEarmark();
  const views = useObjectViews();
  const selectedId = useProject((state) => selectedObject(state)?.id);
  return (
    <fieldset className={styles['gutter']} aria-label="Show, solo and lock objects">
      <span className={styles['gutterRow']} data-row="ruler" aria-hidden />
      <span className={styles['gutterRow']} data-row="filmstrip" aria-hidden />
      {views.map(({ object, colour, pattern, isShown }) => (
        // The list of objects has the keys to select.
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
          <span className={styles['laneTitle']} aria-hidden>
            <Swatch colour={colour} pattern={pattern} />
            <span className={styles['laneName']}>{objectName(object)}</span>
          </span>
          <LaneButtons object={object} />
        </span>
      ))}
      {rows.map((row) => (
        <span key={row} className={styles['gutterRow']} data-row={row} aria-hidden>
          <span className={styles['laneName']}>{ROW_NAMES[row]}</span>
        </span>
      ))}
    </fieldset>
  );
};
