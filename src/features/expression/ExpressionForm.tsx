import { Search, X } from 'lucide-react';
import { EXPRESSION_BOX_ID } from '../../state/action.ts';
import { useEarmark, useSession, useView } from '../../state/hooks.ts';
import { runningResult } from '../../state/sessionStore.ts';
import { Button } from '../../ui/Button.tsx';
import { ExampleChips } from './ExampleChips.tsx';
import styles from './ExpressionForm.module.css';
import { RunProgressLine } from './RunProgressLine.tsx';

/** Sentences of before, offered by the browser's own list. */
const SENTENCES_ID = 'sentences';

/** The sentence, and what makes it run. The box stays usable while a run goes on. */
export const ExpressionForm = () => {
  const { session, runs, objects } = useEarmark();
  const sentences = useView((state) => state.sentences);
  const expression = useSession((state) => state.expression);
  const isRunning = useSession((state) => runningResult(state) !== null);
  return (
    <search className={styles['search']}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void objects.add(session.getState().expression);
        }}
      >
        <label className="visually-hidden" htmlFor={EXPRESSION_BOX_ID}>
          What to find in this clip
        </label>
        <div className={styles['box']}>
          <Search size={18} aria-hidden />
          <input
            id={EXPRESSION_BOX_ID}
            type="text"
            className={styles['input']}
            placeholder="What should Earmark find? For example: the dog that barks"
            autoComplete="off"
            list={SENTENCES_ID}
            enterKeyHint="search"
            value={expression}
            onChange={(event) => session.setState({ expression: event.target.value })}
          />
          <datalist id={SENTENCES_ID}>
            {sentences.map((sentence) => (
              <option key={sentence}>{sentence}</option>
            ))}
          </datalist>
          {isRunning && (
            <Button look="quiet" onClick={() => runs.cancel()} aria-keyshortcuts="Escape">
              <X size={16} aria-hidden />
              Cancel
            </Button>
          )}
          <Button look="primary" type="submit">
            Find
          </Button>
        </div>
      </form>
      <RunProgressLine />
      <ExampleChips />
    </search>
  );
};
