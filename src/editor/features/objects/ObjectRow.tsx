import { GripVertical, Ellipsis, RotateCw, VolumeX, Type } from 'lucide-react';
import type { CSSProperties, PointerEventHandler } from 'react';
import type { ActionId } from '../../actions/actionTable.ts';
import { useEarmark, useProject, useSession, useView } from '../../session/hooks.ts';
import type { ObjectView } from '../../search/objectViews.ts';
import { isPointed, objectName, selectedObject } from '../../document/projectDocument.ts';
import { isStale } from '../../session/sessionStore.ts';
import { ActionMenu } from '../../ui/ActionMenu.tsx';
import { cssColour } from '../../ui/Swatch.tsx';
import { describeResultStatus, isStopped } from './describeResultStatus.ts';
import styles from './ObjectList.module.css';
import { ObjectThumbnail } from './ObjectThumbnail.tsx';
import { ObjectTextField } from './ObjectTextField.tsx';

const MENU_ACTIONS: readonly ActionId[] = [
  'rename',
  'edit-sentence',
  'duplicate',
  'lock',
  'move-up',
  'move-down',
  'delete',
];

/** Icons for the cues that are switched off for the object. */
const DisabledCueIcons = ({ view }: { readonly view: ObjectView }) => {
  const { sound, words } = view.object.cues;
  return (
    <>
      {!sound && <VolumeX size={13} aria-label="without sound" />}
      {!words && <Type size={13} strokeDasharray="2 2" aria-label="without words" />}
    </>
  );
};

/** What a lane's gutter does not have; eye, solo and lock are there. */
const ObjectRowButtons = ({ view }: { readonly view: ObjectView }) => {
  const { objects } = useEarmark();
  const { id } = view.object;
  const range = useProject((state) => state.range);
  const name = objectName(view.object);
  return (
    <div className={styles['tools']}>
      {isStopped(view, range) && (
        <button
          type="button"
          className={styles['tool']}
          aria-label={`Resume the search of ${name}`}
          title="Resume the search"
          onClick={() => void objects.runAgain(id)}
        >
          <RotateCw size={15} aria-hidden />
        </button>
      )}
      <ActionMenu
        label={`More about ${name}`}
        actions={MENU_ACTIONS}
        onOpen={() => objects.select(id)}
      >
        <Ellipsis size={15} aria-hidden />
      </ActionMenu>
    </div>
  );
};

type ObjectRowProps = {
  readonly view: ObjectView;
  /** Starts reordering the row by dragging. */
  readonly onGripPointerDown: PointerEventHandler<HTMLElement>;
};

export const ObjectRow = ({ view, onGripPointerDown: grip }: ObjectRowProps) => {
  const { objects, view: viewStore } = useEarmark();
  const { object, result } = view;
  const isSelected = useProject((state) => selectedObject(state)?.id === object.id);
  const field = useView(({ editing }) => (editing?.objectId === object.id ? editing.field : null));
  const range = useProject((state) => state.range);
  const stale = useSession((state) => result !== null && isStale(state, result));
  const style: CSSProperties & Record<'--object', string> = { '--object': cssColour(view.colour) };
  return (
    <li
      className={styles['row']}
      style={style}
      data-object={object.id}
      data-selected={isSelected || undefined}
      data-hidden={!view.isShown || undefined}
      data-stale={stale || undefined}
    >
      <span className={styles['grip']} onPointerDown={grip} aria-hidden>
        <GripVertical size={15} />
      </span>
      <ObjectThumbnail view={view} />
      {field === null ? (
        <button
          type="button"
          className={styles['choose']}
          aria-current={isSelected || undefined}
          title={isPointed(object) ? objectName(object) : object.expression}
          onClick={() => objects.select(object.id)}
          onDoubleClick={() =>
            !object.isLocked &&
            viewStore.setState({
              editing: { objectId: object.id, field: isPointed(object) ? 'name' : 'expression' },
            })
          }
        >
          <span className={styles['name']}>{objectName(object)}</span>
          <span className={styles['facts']}>
            <DisabledCueIcons view={view} />
            {describeResultStatus(view, range)}
          </span>
        </button>
      ) : (
        <ObjectTextField object={object} field={field} />
      )}
      <ObjectRowButtons view={view} />
    </li>
  );
};
