import { useState } from 'react';
import { MAX_CATEGORY_LENGTH } from '../../../core/labels/categoryOf.ts';
import { objectCategory, objectName } from '../../document/projectDocument.ts';
import type { ObjectView } from '../../search/objectViews.ts';
import { useEarmark } from '../../session/hooks.ts';
import styles from './ObjectChoice.module.css';

type CategoryFieldProps = { readonly view: ObjectView };

/** The name of the object's class in labels; empty restores the noun of its sentence. */
const CategoryField = ({ view: { object } }: CategoryFieldProps) => {
  const { objects } = useEarmark();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      className={styles['category']}
      type="text"
      aria-label={`Category of ${objectName(object)}`}
      autoComplete="off"
      maxLength={MAX_CATEGORY_LENGTH}
      disabled={object.isLocked}
      value={typed ?? objectCategory(object)}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={() => {
        if (typed !== null) {
          objects.setCategory(object.id, typed);
          setTyped(null);
        }
      }}
    />
  );
};

type ObjectChoiceProps = {
  /** All objects that have a result, the one on top first. */
  readonly views: readonly ObjectView[];
  readonly chosenIds: readonly string[];
  readonly onChange: (chosenIds: readonly string[]) => void;
  /** Labels name the class of each object. */
  readonly hasCategories: boolean;
  /** Whether nothing was found of an object in the range. */
  readonly isAbsent: (view: ObjectView) => boolean;
};

/** Which objects are exported, and what labels call them. */
export const ObjectChoice = ({
  views,
  chosenIds,
  onChange,
  hasCategories,
  isAbsent,
}: ObjectChoiceProps) => (
  <fieldset className={styles['objects']}>
    <legend className={styles['legend']}>
      {hasCategories ? 'Objects and categories' : 'Objects'}
    </legend>
    {views.map((view) => {
      const { id } = view.object;
      const isChosen = chosenIds.includes(id);
      return (
        <div key={id} className={styles['object']}>
          <label className={styles['name']}>
            <input
              type="checkbox"
              checked={isChosen}
              onChange={() =>
                onChange(isChosen ? chosenIds.filter((other) => other !== id) : [...chosenIds, id])
              }
            />
            <span>{objectName(view.object)}</span>
          </label>
          {hasCategories && <CategoryField view={view} />}
          {isChosen && isAbsent(view) && (
            <p className={styles['absent']}>Nothing was found in these frames.</p>
          )}
        </div>
      );
    })}
  </fieldset>
);
