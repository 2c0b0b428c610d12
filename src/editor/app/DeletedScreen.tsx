import { Button } from '../ui/Button.tsx';
import styles from './CrashBoundary.module.css';

type Props = {
  /** Places of which something is left; null while it is deleted. */
  readonly left: readonly string[] | null;
};

/** After everything was deleted: the app does not run any more, or it would keep things again. */
export const DeletedScreen = ({ left }: Props) => {
  if (left === null) {
    return <output className={styles['crash']}>Deleting…</output>;
  }
  return (
    <main className={styles['crash']} role="alert">
      <h1>{left.length === 0 ? 'Everything is deleted.' : 'Not everything could be deleted.'}</h1>
      <p>
        {left.length === 0
          ? 'This browser keeps nothing of Earmark any more. You can close this tab.'
          : `Something is left of: ${left.join(', ')}. Your browser’s own settings for this site can delete it.`}
      </p>
      <Button onClick={() => location.reload()}>Start Earmark again</Button>
    </main>
  );
};
