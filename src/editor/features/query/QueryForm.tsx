import { Search, X } from 'lucide-react';
import { QUERY_INPUT_ID } from '../../session/tour.ts';
import { useEarmark, useSession, useView } from '../../session/hooks.ts';
import { runningResult } from '../../session/sessionStore.ts';
import { Button } from '../../ui/Button.tsx';
import { QueryChips } from './QueryChips.tsx';
import styles from './QueryForm.module.css';
import { RunProgressLine } from './RunProgressLine.tsx';

/** Id of the datalist of recent sentences. */
const RECENT_QUERIES_ID = 'sentences';

/** The sentence and its Find button. The box stays usable during a run. */
export const QueryForm = () => {
  const { session, runs, objects } = useEarmark();
  const sentences = useView((state) => state.sentences);
  const expression = useSession((state) => state.queryText);
  const isRunning = useSession((state) => runningResult(state) !== null);
  return (
    <search className={styles['search']}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void objects.add(session.getState().queryText);
        }}
      >
        <label className="visually-hidden" htmlFor={QUERY_INPUT_ID}>
          What to find in this clip
        </label>
        <div className={styles['box']}>
          <Search size={18} aria-hidden />
          <input
            id={QUERY_INPUT_ID}
            type="text"
            className={styles['input']}
            placeholder="What should Earmark find? For example: the dog that barks"
            autoComplete="off"
            list={RECENT_QUERIES_ID}
            enterKeyHint="search"
            value={expression}
            onChange={(event) => session.setState({ queryText: event.target.value })}
          />
          <datalist id={RECENT_QUERIES_ID}>
            {sentences.map((sentence) => (
              <option key={sentence}>{sentence}</option>
            ))}
          </datalist>
          {isRunning && (
            <Button variant="quiet" onClick={() => runs.cancel()} aria-keyshortcuts="Escape">
              <X size={16} aria-hidden />
              Cancel
            </Button>
          )}
          <Button variant="primary" type="submit">
            Find
          </Button>
        </div>
      </form>
      <RunProgressLine />
      <QueryChips />
    </search>
  );
};
