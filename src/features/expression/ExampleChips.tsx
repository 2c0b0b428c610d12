import { useEarmark, useSession } from '../../state/hooks.ts';
import styles from './ExampleChips.module.css';

/** For a clip of which nothing is known: one sentence each of look, sound and place. */
const EXAMPLES = ['the person who is speaking', 'the thing that makes the sound', 'the dog'];

export const ExampleChips = () => {
  const { objects } = useEarmark();
  const examples = useSession(({ clip }) => clip?.sample?.expressions ?? EXAMPLES);
  const current = useSession((state) => state.expression);
  return (
    <ul className={styles['chips']} aria-label="Example sentences">
      {examples.map((example) => (
        <li key={example}>
          <button
            type="button"
            className={styles['chip']}
            aria-pressed={example === current}
            onClick={() => void objects.add(example)}
          >
            {example}
          </button>
        </li>
      ))}
    </ul>
  );
};
