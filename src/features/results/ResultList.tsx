import { AudioLines, Type } from 'lucide-react';
import { useEarmark, useSession } from '../../state/hooks.ts';
import { countFrames, type Result } from '../../state/result.ts';
import { presenceThresholdOf, staleReason } from '../../state/sessionStore.ts';
import styles from './ResultList.module.css';

const shortAnswer = (result: Result, threshold: number): string => {
  const { computed, frames, present } = countFrames(result, threshold);
  if (result.status === 'waiting' || result.status === 'running') {
    return `${Math.floor((100 * computed) / frames)} %`;
  }
  if (computed === 0) {
    return 'stopped';
  }
  return present === 0 ? 'nothing' : `${present} of ${computed}`;
};

const cuesText = ({ sound, words }: Result['switches']): string =>
  ['sight', sound && 'sound', words && 'words'].filter(Boolean).join(', ');

const ResultRow = ({ result }: { readonly result: Result }) => {
  const { session } = useEarmark();
  const isSelected = useSession((state) => state.selectedResultId === result.id);
  const threshold = useSession((state) => presenceThresholdOf(state, result));
  const isStale = useSession((state) => staleReason(state, result) !== null);
  const { sound, words } = result.switches;
  return (
    <li>
      <button
        type="button"
        className={styles['row']}
        aria-pressed={isSelected}
        data-stale={isStale || undefined}
        onClick={() =>
          session.setState({ selectedResultId: result.id, expression: result.expression })
        }
      >
        <span className={styles['expression']}>{result.expression}</span>
        <span className={styles['cues']}>
          {sound && <AudioLines size={14} aria-hidden />}
          {words && <Type size={14} aria-hidden />}
          <span className={sound || words ? 'visually-hidden' : undefined}>
            {cuesText(result.switches)}
          </span>
        </span>
        <span className={styles['count']}>{shortAnswer(result, threshold)}</span>
      </button>
    </li>
  );
};

/** What was found in this clip so far; another sentence takes nothing away. */
export const ResultList = () => {
  const results = useSession((state) => state.results);
  if (results.length < 2) {
    return null;
  }
  return (
    <section aria-labelledby="results-title">
      <h2 id="results-title" className={styles['heading']}>
        In this clip
      </h2>
      <ul className={styles['list']}>
        {results.map((result) => (
          <ResultRow key={result.id} result={result} />
        ))}
      </ul>
    </section>
  );
};
