import { formatTimecode } from '../../core/timecode.ts';
import type { Suggestion } from '../../engine/protocol.ts';
import { useEarmark, useSession } from '../../state/hooks.ts';
import styles from './ExampleChips.module.css';

type Chip = { readonly text: string; readonly why: string | null };

const BASES = { sight: 'Seen', sound: 'Heard' } as const;

/** `Seen at 0:03, score 0.91` */
const chipOf = ({ text, basis, second, presence }: Suggestion): Chip => ({
  text,
  why: `${BASES[basis]} at ${formatTimecode(second).replace(/\.\d+$/, '')}, score ${presence.toFixed(2)}`,
});

/** Sentences to begin with: a sample's own, else what the model names in this clip. */
export const ExampleChips = () => {
  const { objects } = useEarmark();
  const samples = useSession(({ clip }) => clip?.sample?.expressions ?? null);
  const suggestions = useSession((state) => state.suggestions);
  const current = useSession((state) => state.expression);
  const found = suggestions.kind === 'ready' ? suggestions.sentences.map(chipOf) : [];
  const chips = samples?.map((text): Chip => ({ text, why: null })) ?? found;
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
      {chips.map(({ text, why }) => (
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
