import { useEffect, useState } from 'react';
import type { FailureRow } from '../report/buildReport.ts';
import styles from './Evaluation.module.css';
import { useEvaluation } from './EvaluationContext.ts';

const FailureImage = ({
  pictureKey,
  alt,
}: {
  readonly pictureKey: string;
  readonly alt: string;
}) => {
  const { journal } = useEvaluation();
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let isGone = false;
    const show = async (): Promise<void> => {
      const picture = await journal.getImage(pictureKey);
      if (picture === null || isGone) return;
      made = URL.createObjectURL(picture);
      setUrl(made);
    };
    void show();
    return () => {
      isGone = true;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [journal, pictureKey]);
  return url === null ? (
    <div className={styles['noPicture']}>no picture</div>
  ) : (
    <img src={url} alt={alt} />
  );
};

/** Worst first. */
export const FailureGallery = ({ failures }: { readonly failures: readonly FailureRow[] }) => (
  <section aria-labelledby="failures-heading">
    <h3 id="failures-heading">Worst items</h3>
    <p className={styles['note']}>
      Green: truth and answer. Blue: missed. Orange: drawn wrongly. The error is 1 - J, or S where
      there is nothing to find; the frame is the item's worst.
    </p>
    <ol className={styles['gallery']}>
      {failures.map(({ key, id, split, expression, error, presence }) => (
        <li key={key}>
          <figure>
            <FailureImage pictureKey={key} alt={`Truth and answer of ${id}`} />
            <figcaption>
              <strong>{error.toFixed(3)}</strong> “{expression}”
              <span className={styles['note']}>
                {split}, {id}, presence {presence.toFixed(2)}
              </span>
            </figcaption>
          </figure>
        </li>
      ))}
    </ol>
  </section>
);
