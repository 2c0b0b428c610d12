import { useEffect, useState } from 'react';
import { notify } from '../../session/notices.ts';
import { useEarmark } from '../../session/hooks.ts';
import { fetchSamples, samplePosterUrl, type Sample } from '../../session/samples.ts';
import styles from './SampleCards.module.css';

const SampleCard = ({ sample }: { readonly sample: Sample }) => {
  const { clips } = useEarmark();
  return (
    <li className={styles['card']}>
      <button
        type="button"
        className={styles['open']}
        aria-label={`Open the sample ${sample.title}`}
        onClick={() => void clips.openSample(sample)}
      >
        <img
          src={samplePosterUrl(sample)}
          alt=""
          width={480}
          height={270}
          className={styles['poster']}
        />
        <span className={styles['title']}>{sample.title}</span>
        <span className={styles['note']}>{sample.note}</span>
      </button>
      <p className={styles['licence']}>{sample.licence}</p>
    </li>
  );
};

export const SampleCards = () => {
  const { session } = useEarmark();
  const [samples, setSamples] = useState<readonly Sample[]>([]);

  useEffect(() => {
    const fetching = new AbortController();
    fetchSamples(fetching.signal)
      .then(setSamples)
      .catch((error: unknown) => notify(session, error));
    return () => fetching.abort();
  }, [session]);

  if (samples.length === 0) {
    return null;
  }
  return (
    <section className={styles['samples']} aria-labelledby="samples-title">
      <h2 id="samples-title" className={styles['heading']}>
        Or try one of these
      </h2>
      <ul className={styles['cards']}>
        {samples.map((sample) => (
          <SampleCard key={sample.file} sample={sample} />
        ))}
      </ul>
    </section>
  );
};
