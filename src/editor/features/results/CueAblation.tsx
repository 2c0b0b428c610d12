import { useEarmark, useSelectedView, useSession } from '../../session/hooks.ts';
import { resultRequestOf, type ObjectView } from '../../search/objectViews.ts';
import type { ObjectCues } from '../../document/projectDocument.ts';
import {
  countStateDifferences,
  countFrames,
  queryResultId,
  type QueryResult,
} from '../../search/queryResult.ts';
import { findResult } from '../../session/sessionStore.ts';
import styles from './CueAblation.module.css';

type CueSet = { readonly name: string; readonly cues: ObjectCues };

const ALL_CUES: CueSet = { name: 'All cues', cues: { sound: true, words: true } };
const WITHOUT_AUDIO: CueSet = { name: 'Without sound', cues: { sound: false, words: true } };
const WITHOUT_TEXT: CueSet = { name: 'Without words', cues: { sound: true, words: false } };
const VISUAL_ONLY: CueSet = { name: 'Sight only', cues: { sound: false, words: false } };

/** What was found with these cues, and the number of frames that differ from all cues. */
const describeCueSetResult = (
  result: QueryResult | null,
  withAll: QueryResult | null,
  presenceThreshold: number,
): string => {
  if (!result) {
    return 'not searched';
  }
  const { present, computed } = countFrames(result, presenceThreshold);
  if (computed === 0) {
    return 'not searched';
  }
  const found = present === 0 ? 'nothing found' : `${present} of ${computed} frames`;
  const differences =
    withAll && withAll !== result ? countStateDifferences(result, withAll, presenceThreshold) : 0;
  return differences === 0 ? found : `${found}, ${differences} differ`;
};

type CueSetRowProps = { readonly view: ObjectView; readonly cueSet: CueSet };

const CueSetRow = ({ view, cueSet }: CueSetRowProps) => {
  const { objects } = useEarmark();
  const { object, presenceThreshold } = view;
  const { name, cues } = cueSet;
  const resultWith = (other: ObjectCues): string => queryResultId(resultRequestOf(object, other));
  const result = useSession((state) => findResult(state, resultWith(cues)));
  const withAll = useSession((state) => findResult(state, resultWith(ALL_CUES.cues)));
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
        {describeCueSetResult(result, withAll, presenceThreshold)}
      </span>
    </div>
  );
};

/** Cue ablation: searches again without sound, without words or with sight only. */
export const CueAblation = () => {
  const view = useSelectedView();
  const hasSound = useSession(({ clip }) => clip?.info.audioProblem === null);
  const choices = hasSound
    ? [ALL_CUES, WITHOUT_AUDIO, WITHOUT_TEXT, VISUAL_ONLY]
    : [ALL_CUES, WITHOUT_TEXT];
  return (
    <>
      {view && (
        <fieldset className={styles['choices']}>
          <legend className={styles['legend']}>Search again without a cue</legend>
          {choices.map((choice) => (
            <CueSetRow key={choice.name} view={view} cueSet={choice} />
          ))}
        </fieldset>
      )}
      {!hasSound && <p className={styles['hint']}>This clip has no sound to use.</p>}
    </>
  );
};
