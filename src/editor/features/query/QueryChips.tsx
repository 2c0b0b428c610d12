import { formatShortTimecode } from '../../../core/time/timecode.ts';
import type { Suggestion } from '../../../protocol/requests.ts';
import { useEarmark, useSession } from '../../session/hooks.ts';
import { shownSuggestions } from '../../search/shownSuggestions.ts';
import { thresholdsOf } from '../../session/sessionStore.ts';
import { focusTimeline } from '../../ui/focusTimeline.ts';
import styles from './QueryChips.module.css';

type QueryChip = { readonly text: string; readonly evidence: string | null };

const MODALITY_LABELS = { sight: 'Seen', sound: 'Heard' } as const;

/** `Seen at 0:03, score 0.91` */
const chipFromSuggestion = ({ query: text, basis, second, presence }: Suggestion): QueryChip => ({
  text,
  evidence: `${MODALITY_LABELS[basis]} at ${formatShortTimecode(second)}, score ${presence.toFixed(2)}`,
});

/** Suggested sentences: those of the sample, else the ones that the model found in the clip. */
export const QueryChips = () => {
  const { objects } = useEarmark();
  const samples = useSession(({ clip }) => clip?.sample?.expressions ?? null);
  const suggestions = useSession((state) => state.suggestions);
  const threshold = useSession((state) => thresholdsOf(state).presence);
  const current = useSession((state) => state.queryText);
  const suggested =
    suggestions.kind === 'ready'
      ? shownSuggestions(suggestions.sentences, threshold).map(chipFromSuggestion)
      : [];
  const chips = samples?.map((text): QueryChip => ({ text, evidence: null })) ?? suggested;
  if (chips.length === 0) {
    return (
      <p className={styles['hint']}>
        {suggestions.kind === 'ready'
          ? 'No suggestions for this clip. Describe what to find in your own words.'
          : suggestions.kind === 'looking'
            ? 'Looking for suggestions…'
            : ''}
      </p>
    );
  }
  return (
    <ul
      className={styles['chips']}
      aria-label={samples ? 'Example sentences' : 'Suggestions for this clip'}
    >
      {chips.map(({ text, evidence }) => (
        <li key={text}>
          <button
            type="button"
            className={styles['chip']}
            aria-pressed={text === current}
            title={evidence ?? undefined}
            onClick={({ detail }) => {
              void objects.add(text);
              // After a click of the mouse, Space plays instead of pressing the chip again.
              if (detail > 0) {
                focusTimeline();
              }
            }}
          >
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
};
