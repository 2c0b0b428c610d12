import { Copy, Download } from 'lucide-react';
import { saveToDownloads } from '../../persistence/saveToDownloads.ts';
import type { Earmark } from '../../earmark.ts';
import { useEarmark, useView } from '../../session/hooks.ts';
import { announceVisibly } from '../../session/sessionStore.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { FEEDBACK_URL, VERSION } from './deployment.ts';
import { formatProblemReport } from './problemReport.ts';
import styles from './ReportSheet.module.css';

const REPORT_FILE = 'earmark-report.txt';

const reportOf = ({ session, project }: Earmark): string => {
  const { bundle, clip, lastError } = session.getState();
  const objects = project.store
    .getState()
    .objects.flatMap(({ expression, name }) => [expression, name ?? '']);
  const fileName = clip?.info.fileName ?? '';
  return formatProblemReport({
    version: VERSION,
    model: bundle,
    error: lastError,
    hidden: [fileName, fileName.replace(/\.[^.]+$/, ''), ...objects],
    browser: {
      userAgent: navigator.userAgent,
      cores: navigator.hardwareConcurrency,
      isIsolated: globalThis.crossOriginIsolated,
      window: `${window.innerWidth} x ${window.innerHeight}`,
    },
  });
};

const ReportContent = () => {
  const earmark = useEarmark();
  const { session } = earmark;
  const report = reportOf(earmark);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(report);
      announceVisibly(session, 'The report is copied.');
    } catch {
      announceVisibly(session, 'The browser does not allow copying. Save the report instead.');
    }
  };
  return (
    <div className={styles['content']}>
      <p>
        Nothing is sent. This is the whole report: no clip, no picture, no name of a file, no
        sentence. Add what you did, and{' '}
        {FEEDBACK_URL === null ? (
          'give it to whoever runs this site.'
        ) : (
          <a href={FEEDBACK_URL}>report it here</a>
        )}
      </p>
      <pre className={styles['report']} data-testid="problem-report">
        {report}
      </pre>
      <div className={styles['buttons']}>
        <Button onClick={() => void copy()}>
          <Copy size={16} aria-hidden />
          Copy
        </Button>
        <Button
          onClick={() => saveToDownloads(new File([report], REPORT_FILE, { type: 'text/plain' }))}
        >
          <Download size={16} aria-hidden />
          Save as a file
        </Button>
      </div>
    </div>
  );
};

/** What a person may send when something goes wrong; they see all of it before. */
export const ReportSheet = () => {
  const { view } = useEarmark();
  const isOpen = useView(({ sheet }) => sheet === 'report');
  return (
    <Sheet title="Report a problem" isOpen={isOpen} onClose={() => view.setState({ sheet: null })}>
      {isOpen && <ReportContent />}
    </Sheet>
  );
};
