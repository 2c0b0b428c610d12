import { useId } from 'react';
import { canPickDirectory, openFileListFolder, pickDirectory } from '../browser/pickedFolder.ts';
import { Button } from '../../editor/ui/Button.tsx';
import styles from './Evaluation.module.css';
import { useEvaluation, useEvaluationState } from './EvaluationContext.ts';

/** The folder, by the browser's own picker where it has one, else by a list of its files. */
export const BenchmarkPicker = () => {
  const evaluation = useEvaluation();
  const isOpen = useEvaluationState(({ benchmark }) => benchmark !== null);
  const inputId = useId();
  return (
    <section className={styles['card']} aria-labelledby="bench-heading">
      <h2 id="bench-heading">1. The benchmark</h2>
      <p>
        Choose the folder of Ref-AVS Bench (with <code>metadata.csv</code>, <code>media</code> and{' '}
        <code>gt_mask</code>), of AVSBench, or a folder of your own with <code>clips.csv</code>{' '}
        (columns clip, expression, masks). Nothing of it leaves this machine.
      </p>
      <div className={styles['row']}>
        {canPickDirectory() && (
          <Button
            variant={isOpen ? 'plain' : 'primary'}
            onClick={() => {
              void pickDirectory().then((folder) => folder && evaluation.openFolder(folder));
            }}
          >
            Choose the folder…
          </Button>
        )}
        <label htmlFor={inputId}>{canPickDirectory() ? 'or as a list of files' : 'Folder'}</label>
        <input
          id={inputId}
          type="file"
          multiple
          data-testid="bench-files"
          ref={(input) => input?.setAttribute('webkitdirectory', '')}
          onChange={({ target }) => {
            const files = [...(target.files ?? [])];
            if (files.length > 0) void evaluation.openFolder(openFileListFolder(files));
          }}
        />
      </div>
    </section>
  );
};
