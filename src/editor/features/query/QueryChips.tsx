import { formatTimecode } from '../../../core/time/timecode.ts';
import type { Suggestion } from '../../../protocol/requests.ts';
import { useEarmark, useSession } from '../../session/hooks.ts';
import styles from './QueryChips.module.css';

type QueryChip = { readonly text: string; readonly evidence: string | null };

const MODALITY_LABELS = { sight: 'Seen', sound: 'Heard' } as const;

/** `Seen at 0:03, score 0.91` */
const chipFromSuggestion = ({ query: text, basis, second, presence }: Suggestion): QueryChip => ({
  text,
  evidence: `${MODALITY_LABELS[basis]} at ${formatTimecode(second).replace(/\.\d+$/, '')}, score ${presence.toFixed(2)}`,
});

/** Sentences to begin with: a sample's own, else what the model names in this clip. */
export const QueryChips = () => {
  const { objects } = useEarmark();
  const samples = useSession(({ clip }) => clip?.sample?.expressions ?? null);
  const suggestions = useSession((state) => state.suggestions);
  const current = useSession((state) => state.queryText);
  const found = suggestions.kind === 'ready' ? suggestions.sentences.map(chipFromSuggestion) : [];
  const chips = samples?.map((text): QueryChip => ({ text, evidence: null })) ?? found;
  if (chips.length === 0) {
    return (
      <p className={styles['hint']}>
        {suggestions.kind === 'ready'
          ? 'No name stands out in this clip; say in your own words what to find.'
          : suggestions.kind === 'looking'
            ? 'Looking and listening for sentences that fit this clip…'
            : ''}
      </p>
    );
  }
  return (
    <ul
      className={styles['chips']}
      aria-label={samples ? 'Example sentences' : 'Sentences that fit this clip'}
    >
      {chips.map(({ text, evidence: why }) => (
        <li key={text}>
          <button
            type="button"
            className={styles['chip']}
            aria-pressed={text === current}
            title={why ?? undefined}
            onClick={() => void objects.add(text)}
          >
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
};
