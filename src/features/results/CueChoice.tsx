import { useEarmark, useSelectedView, useSession } from '../../state/hooks.ts';
import { switchesOf, type ObjectView } from '../../state/objectViews.ts';
import type { ObjectCues } from '../../state/project.ts';
import { countDifferences, countFrames, resultId, type Result } from '../../state/result.ts';
import { findResult } from '../../state/sessionStore.ts';
import styles from './CueChoice.module.css';

type Choice = { readonly name: string; readonly cues: ObjectCues };

const ALL: Choice = { name: 'All cues', cues: { sound: true, words: true } };
const WITHOUT_SOUND: Choice = { name: 'Without sound', cues: { sound: false, words: true } };
const WITHOUT_WORDS: Choice = { name: 'Without words', cues: { sound: true, words: false } };
const SIGHT_ONLY: Choice = { name: 'Sight alone', cues: { sound: false, words: false } };

/** What this choice found, and on how many frames that is another answer than with all cues. */
const outcomeText = (
  result: Result | null,
  withAll: Result | null,
  presenceThreshold: number,
): string => {
  if (!result) {
    return 'not tried';
  }
  const { present, computed } = countFrames(result, presenceThreshold);
  if (computed === 0) {
    return 'not tried';
  }
  const found = present === 0 ? 'nothing found' : `${present} of ${computed} frames`;
  const differences =
    withAll && withAll !== result ? countDifferences(result, withAll, presenceThreshold) : 0;
  return differences === 0 ? found : `${found}, ${differences} differ`;
};

type ChoiceRowProps = { readonly view: ObjectView; readonly choice: Choice };

const ChoiceRow = ({ view, choice }: ChoiceRowProps) => {
  const { objects } = useEarmark();
  const { object, presenceThreshold } = view;
  const { name, cues } = choice;
  const resultWith = (other: ObjectCues): string => resultId(object.expression, switchesOf(other));
  const result = useSession((state) => findResult(state, resultWith(cues)));
  const withAll = useSession((state) => findResult(state, resultWith(ALL.cues)));
  const isChosen = object.cues.sound === cues.sound && object.cues.words === cues.words;
  const id = `cues-${name.toLowerCase().replaceAll(' ', '-')}`;
  return (
    <div className={styles['choice']} data-chosen={isChosen || undefined}>
      <input
        id={id}
        type="radio"
        name="cues"
        checked={isChosen}
        disabled={object.isLocked}
        aria-describedby={`${id}-outcome`}
        onChange={() => void objects.setCues(object.id, cues)}
      />
      <label htmlFor={id}>{name}</label>
      <span id={`${id}-outcome`} className={styles['outcome']}>
        {outcomeText(result, withAll, presenceThreshold)}
      </span>
    </div>
  );
};

/** The method's own ablation, one click each: what is left of an answer when a cue is missing. */
export const CueChoice = () => {
  const view = useSelectedView();
  const hasSound = useSession(({ clip }) => clip?.info.soundProblem === null);
  const choices = hasSound ? [ALL, WITHOUT_SOUND, WITHOUT_WORDS, SIGHT_ONLY] : [ALL, WITHOUT_WORDS];
  return (
    <>
      {view && (
        <fieldset className={styles['choices']}>
          <legend className={styles['legend']}>What each cue adds</legend>
          {choices.map((choice) => (
            <ChoiceRow key={choice.name} view={view} choice={choice} />
          ))}
        </fieldset>
      )}
      {!hasSound && (
        <p className={styles['hint']}>This clip has no sound to use; sight and words decide.</p>
      )}
    </>
  );
};
