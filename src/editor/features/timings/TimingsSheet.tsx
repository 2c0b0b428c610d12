import { Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { EngineStatistics } from '../../../protocol/requests.ts';
import { useEarmark, useSession, useView } from '../../session/hooks.ts';
import { notify } from '../../session/notices.ts';
import { announce, selectedResult } from '../../session/sessionStore.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { timingSections, formatTimings } from './timingSections.ts';
import styles from './TimingsSheet.module.css';

/** Fast enough to follow a run, slow enough to cost little. */
const REFRESH_INTERVAL_MILLISECONDS = 1000;

const TimingsContent = () => {
  const { engine, player, session } = useEarmark();
  const bundle = useSession((state) => state.bundle);
  const result = useSession(selectedResult);
  const [statistics, setStatistics] = useState<EngineStatistics | null>(null);

  useEffect(() => {
    const closing = new AbortController();
    const { signal } = closing;
    const read = async (): Promise<void> => {
      const newest = await engine.request('read-statistics', {}, { signal });
      if (!signal.aborted) {
        setStatistics(newest);
      }
    };
    const readOrNotify = (): void => {
      read().catch((error: unknown) => notify(session, error));
    };
    readOrNotify();
    const timer = setInterval(readOrNotify, REFRESH_INTERVAL_MILLISECONDS);
    return () => {
      clearInterval(timer);
      closing.abort();
    };
  }, [engine, session]);

  if (statistics === null) {
    return <p>Reading…</p>;
  }
  const sections = timingSections({
    engine: statistics,
    player: player.statistics(),
    bundle,
    result,
  });
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(formatTimings(sections));
      announce(session, 'The timings are copied.');
    } catch {
      announce(session, 'The browser does not allow copying.');
    }
  };
  return (
    <div className={styles['timings']}>
      {sections.map(({ title, rows }) => (
        <section key={title}>
          <h3 className={styles['heading']}>{title}</h3>
          <dl className={styles['rows']}>
            {rows.map(([name, value]) => (
              <div key={name} className={styles['row']}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <Button onClick={() => void copy()}>
        <Copy size={16} aria-hidden />
        Copy as text
      </Button>
    </div>
  );
};

/** Timings and counts of the model, the decoder and the screen, for bug reports. */
export const TimingsSheet = () => {
  const { view } = useEarmark();
  const isOpen = useView(({ sheet }) => sheet === 'timings');
  return (
    <Sheet title="Timings" isOpen={isOpen} onClose={() => view.setState({ sheet: null })}>
      {isOpen && <TimingsContent />}
    </Sheet>
  );
};
