import { ClipboardCheck, ClipboardCopy, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { dismissNotice } from '../../session/notices.ts';
import { useEarmark, useSession } from '../../session/hooks.ts';
import type { Notice } from '../../session/sessionStore.ts';
import { Button } from '../../ui/Button.tsx';
import { formatErrorDetails, describeError } from '../../ui/describeError.ts';
import styles from './NoticePanel.module.css';

const NoticeCard = ({ notice }: { readonly notice: Notice }) => {
  const { session } = useEarmark();
  const [isCopied, setIsCopied] = useState(false);
  const { title, remedy } = describeError(notice.error);
  const copy = (): void => {
    navigator.clipboard.writeText(formatErrorDetails(notice.error)).then(
      () => setIsCopied(true),
      // Refused by the browser: the button keeps its label.
      () => setIsCopied(false),
    );
  };
  return (
    <div className={styles['notice']} role="alert">
      <TriangleAlert size={18} aria-hidden />
      <p className={styles['text']}>
        <strong className={styles['title']}>{title}</strong> {remedy}
      </p>
      <div className={styles['actions']}>
        <Button variant="quiet" onClick={copy}>
          {isCopied ? (
            <ClipboardCheck size={16} aria-hidden />
          ) : (
            <ClipboardCopy size={16} aria-hidden />
          )}
          {isCopied ? 'Copied' : 'Copy details'}
        </Button>
        <Button
          variant="quiet"
          aria-label="Dismiss"
          onClick={() => dismissNotice(session, notice.id)}
        >
          <X size={16} aria-hidden />
        </Button>
      </div>
    </div>
  );
};

export const NoticePanel = () => {
  const notices = useSession((state) => state.notices);
  return notices.length === 0 ? null : (
    <div className={styles['panel']}>
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
};
