import { useState } from 'react';
import { deleteStoredData } from '../../persistence/deleteStoredData.ts';
import { useEarmark, useView } from '../../session/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import { LabelledSwitch } from '../../ui/LabelledSwitch.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import styles from './StoredDataSheet.module.css';

/** Says what this browser keeps, and deletes all of it after a question. */
export const StoredDataSheet = () => {
  const earmark = useEarmark();
  const { session, view } = earmark;
  const isOpen = useView(({ sheet }) => sheet === 'stored-data');
  const isKeepingClips = useView(({ clipKeeping }) => clipKeeping === 'keep');
  const [isAsking, setIsAsking] = useState(false);
  const deleteAll = async (): Promise<void> => {
    session.setState({ deletion: { kind: 'running' } });
    // What is open would be saved again.
    earmark.dispose();
    session.setState({ deletion: { kind: 'done', left: await deleteStoredData() } });
  };
  return (
    <Sheet
      title="Stored data"
      isOpen={isOpen}
      onClose={() => {
        setIsAsking(false);
        view.setState({ sheet: null });
      }}
    >
      <div className={styles['text']}>
        <p>
          Nothing leaves this computer. This browser keeps the last eight projects, the model, the
          app’s own files for use without network, and your settings.{' '}
          <a href="/privacy.txt">What is kept where</a>
        </p>
        <LabelledSwitch
          label="Keep the clips of projects"
          hint="Up to 256 MB each, so that projects open at once. Off: the clips kept here are deleted."
          checked={isKeepingClips}
          onChange={(checked) => view.setState({ clipKeeping: checked ? 'keep' : 'never' })}
        />
        {isAsking ? (
          <fieldset className={styles['confirm']} aria-label="Delete everything?">
            <p>
              Projects that are not saved as files are lost. Close other tabs with Earmark first:
              they keep what is open in them.
            </p>
            <Button onClick={() => void deleteAll()}>Delete everything</Button>
            <Button variant="quiet" onClick={() => setIsAsking(false)}>
              Keep
            </Button>
          </fieldset>
        ) : (
          <Button onClick={() => setIsAsking(true)}>Delete everything…</Button>
        )}
      </div>
    </Sheet>
  );
};
