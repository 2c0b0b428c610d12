import { useId } from 'react';
import { canPickDirectory, openFileListFolder, pickDirectory } from '../browser/pickedFolder.ts';
import { openSampleBenchmark } from '../browser/sampleBenchmark.ts';
import { Button } from '../../editor/ui/Button.tsx';
import styles from './Evaluation.module.css';
import { useEvaluation, useEvaluationState } from './EvaluationContext.ts';

/** The example is the benchmark of the sample clips, shortened. */
const FolderExample = () => (
  <details className={styles['example']}>
    <summary>How a folder of your own looks</summary>
    <p>
      A row of <code>clips.csv</code> is a clip, what is asked for, and the folder of its masks:
      pictures of the clip’s size, not black where the object is, whose names end with the frame’s
      number from 0. Frames without a mask are not scored. No folder: the sentence means nothing in
      the clip. Columns <code>split</code> and <code>category</code> are optional.
    </p>
    <div className={styles['files']}>
      <pre aria-label="Files of the example">{`my-benchmark/
  clips.csv
  meadow.mp4
  pond.webm
  masks/
    dog/00038.png
    cow/00188.png
    duck/00038.png`}</pre>
      <pre aria-label="clips.csv of the example">{`clip,expression,masks
meadow.mp4,the dog,masks/dog
meadow.mp4,the cow,masks/cow
pond.webm,the duck,masks/duck
pond.webm,the barking dog,`}</pre>
    </div>
  </details>
);

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
      <div className={styles['row']}>
        <Button onClick={() => void evaluation.openFolder(openSampleBenchmark())}>
          Try it on the sample clips
        </Button>
        <span>
          Eight sentences with masks drawn by hand. It takes a few minutes without a graphics card.
        </span>
      </div>
      <FolderExample />
    </section>
  );
};
