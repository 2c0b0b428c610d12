import { Autocomplete } from '@base-ui/react/autocomplete';
import { Search } from 'lucide-react';
import { useLayoutEffect, useRef, useState, type MouseEvent } from 'react';
import { isOtherLanguage } from '../../../core/model/queryLanguage.ts';
import type { EarmarkError } from '../../../core/util/errors.ts';
import { findInExtent } from '../../actions/searchActions.ts';
import { SEARCH_EXTENTS, type SearchExtent } from '../../search/searchExtent.ts';
import { QUERY_INPUT_ID } from '../../session/tour.ts';
import { useEarmark, useSession, useView } from '../../session/hooks.ts';
import { runningResult } from '../../session/sessionStore.ts';
import { Button } from '../../ui/Button.tsx';
import { describeError } from '../../ui/describeError.ts';
import { focusTimeline } from '../../ui/focusTimeline.ts';
import { matchingSentences } from './matchingSentences.ts';
import { QueryChips } from './QueryChips.tsx';
import styles from './QueryForm.module.css';
import { RunProgressLine } from './RunProgressLine.tsx';

const QUERY_HINT_ID = 'query-hint';

type QueryHintProps = { readonly problem: EarmarkError | null; readonly isForeign: boolean };

/** In place of the chips: why a sentence cannot be searched, or will hardly be understood. */
const QueryHint = ({ problem, isForeign }: QueryHintProps) => {
  if (problem !== null) {
    const { title, remedy } = describeError(problem);
    return (
      <p id={QUERY_HINT_ID} className={styles['problem']} role="alert">
        <strong>{title}</strong> {remedy}
      </p>
    );
  }
  return isForeign ? (
    <output id={QUERY_HINT_ID} className={styles['problem']}>
      <strong>English only.</strong> In other languages little is found, or something else.
    </output>
  ) : null;
};

const EXTENT_TEXTS: Readonly<Record<SearchExtent, string>> = {
  all: 'All',
  shot: 'This shot',
  frame: 'This frame',
};

/** How much of the clip is searched. @param onChoose called after a choice */
const ExtentSelect = ({ onChoose }: { readonly onChoose: () => void }) => {
  const { view } = useEarmark();
  const extent = useView((state) => state.searchExtent);
  const isLooking = useSession((state) => state.clip?.cuts === null);
  return (
    <select
      className={styles['extent']}
      aria-label="Where to find it"
      title="Where to find it: in all frames (or from In to Out), in this shot, in this frame"
      value={extent}
      onChange={(event) => {
        const chosen = SEARCH_EXTENTS.find((name) => name === event.target.value);
        view.setState({ searchExtent: chosen ?? 'all' });
        onChoose();
      }}
    >
      {SEARCH_EXTENTS.map((name) => (
        <option key={name} value={name} disabled={name === 'shot' && isLooking}>
          {EXTENT_TEXTS[name]}
        </option>
      ))}
    </select>
  );
};

/**
 * Find, or Stop in its place while a search runs: one button, which keeps the focus. It is Find
 * during a search too once something else is asked for, which is then searched first.
 */
const FindButton = ({ isNew, isEmpty }: { readonly isNew: boolean; readonly isEmpty: boolean }) => {
  const { runs } = useEarmark();
  const isRunning = useSession((state) => runningResult(state) !== null);
  const isStop = isRunning && !isNew;
  const stop = (event: MouseEvent): void => {
    // By the end of this click the button is Find: without this, the click would search again.
    event.preventDefault();
    // The second click of a double click on Find is not meant for Stop.
    if (event.detail > 1) {
      return;
    }
    runs.cancel();
    if (isEmpty) {
      // Find will be disabled, and could not keep the focus.
      focusTimeline();
    }
  };
  return (
    <Button
      className={styles['find']}
      variant={isStop ? 'plain' : 'primary'}
      type={isStop ? 'button' : 'submit'}
      disabled={!isStop && isEmpty}
      {...(isStop ? { onClick: stop, 'aria-keyshortcuts': 'Escape' } : {})}
    >
      {isStop ? 'Stop' : 'Find'}
    </Button>
  );
};

type SentenceBoxProps = {
  readonly value: string;
  readonly isInvalid: boolean;
  readonly isListOpen: boolean;
  readonly onListOpen: (isOpen: boolean) => void;
  readonly onType: (sentence: string) => void;
  readonly onChoose: (sentence: string) => void;
};

/** The box for the sentence, with the recent sentences in a list beneath it. */
const SentenceBox = ({
  value,
  isInvalid,
  isListOpen,
  onListOpen,
  onType,
  onChoose,
}: SentenceBoxProps) => {
  const listed = matchingSentences(
    useView((state) => state.sentences),
    value,
  );
  const isListShown = isListOpen && listed.length > 0;
  const list = useRef<Autocomplete.Root.Actions>(null);
  // By itself Base UI forgets the sentence chosen before in a later frame: a list that is open again
  // by then would go on from it.
  useLayoutEffect(() => {
    if (!isListShown) {
      list.current?.unmount();
    }
  }, [isListShown]);
  return (
    <Autocomplete.Root
      actionsRef={list}
      // Not its own popup, which hides the rest of the page from screen readers while open.
      inline
      mode="none"
      items={listed}
      open={isListShown}
      value={value}
      onValueChange={(sentence) => {
        onType(sentence);
        onListOpen(true);
      }}
    >
      <Autocomplete.Input
        id={QUERY_INPUT_ID}
        className={styles['input']}
        placeholder="What should Earmark find? For example: the dog that barks"
        enterKeyHint="search"
        aria-invalid={isInvalid}
        aria-describedby={QUERY_HINT_ID}
        // The sentence of before is replaced by what is typed.
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => onListOpen(true)}
        onBlur={() => onListOpen(false)}
        // An inline list counts as always open to Base UI.
        aria-expanded={isListShown}
        aria-autocomplete="list"
        onKeyDown={(event) => {
          // The first Escape leaves the box, the second one stops the search.
          if (event.key === 'Escape' && !event.nativeEvent.isComposing) {
            event.preventBaseUIHandler();
            event.preventDefault();
            focusTimeline();
          } else if (event.key === 'ArrowDown' && !isListShown) {
            event.preventBaseUIHandler();
            event.preventDefault();
            onListOpen(true);
          }
        }}
      />
      {isListShown && (
        <Autocomplete.List
          className={styles['list']}
          aria-label="Recent sentences"
          // A press of the mouse leaves the focus in the box.
          onMouseDown={(event) => event.preventDefault()}
        >
          {(sentence: string) => (
            <Autocomplete.Item
              key={sentence}
              value={sentence}
              className={styles['sentence']}
              onClick={() => onChoose(sentence)}
            >
              {sentence}
            </Autocomplete.Item>
          )}
        </Autocomplete.List>
      )}
    </Autocomplete.Root>
  );
};

/** The sentence and its Find button. The box stays usable during a run. */
export const QueryForm = () => {
  const earmark = useEarmark();
  const { session } = earmark;
  const [isListOpen, setIsListOpen] = useState(false);
  const expression = useSession((state) => state.queryText);
  const problem = useSession((state) => state.queryProblem);
  const isForeign = isOtherLanguage(expression);
  const runningId = useSession((state) => runningResult(state)?.id ?? null);
  /** The search during which something else was asked for, and not yet searched. */
  const [changedDuringId, setChangedDuringId] = useState<string | null>(null);
  if (runningId === null && changedDuringId !== null) {
    setChangedDuringId(null);
  }
  const find = (): void => {
    setChangedDuringId(null);
    setIsListOpen(false);
    findInExtent(earmark);
    // The next key is for the picture, unless the sentence has to be mended.
    if (session.getState().queryProblem === null) {
      focusTimeline();
    }
  };
  return (
    <search className={styles['search']}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          find();
        }}
      >
        <label className="visually-hidden" htmlFor={QUERY_INPUT_ID}>
          What to find in this clip
        </label>
        <div className={styles['box']}>
          <Search size={18} aria-hidden />
          <SentenceBox
            value={expression}
            isInvalid={problem !== null}
            isListOpen={isListOpen}
            onListOpen={setIsListOpen}
            onType={(sentence) => {
              session.setState({ queryText: sentence, queryProblem: null });
              setChangedDuringId(runningId);
            }}
            onChoose={(sentence) => {
              session.setState({ queryText: sentence, queryProblem: null });
              find();
            }}
          />
          <ExtentSelect onChoose={() => setChangedDuringId(runningId)} />
          <FindButton
            isNew={runningId === changedDuringId && expression.trim() !== ''}
            isEmpty={expression.trim() === ''}
          />
        </div>
      </form>
      <RunProgressLine />
      <QueryChips />
      <QueryHint problem={problem} isForeign={isForeign} />
    </search>
  );
};
