import { ClipboardCheck, ClipboardCopy, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { dismissNotice } from '../../session/notices.ts';
import { useEarmark, useSession } from '../../session/hooks.ts';
import type { Notice } from '../../session/sessionStore.ts';
import { Button } from '../../ui/Button.tsx';
import { formatErrorDetails, describeError } from '../../ui/describeError.ts';
import styles from './NoticePanel.module.css';

/** Another way to what the browser did not let the page copy. */
const RefusedCopy = ({ error }: { readonly error: Notice['error'] }) => {
  const { exports } = useEarmark();
  const { link, frameIndex } = error.facts;
  if (error.kind !== 'clipboard-refused') {
    return null;
  }
  return typeof link === 'string' ? (
    <input
      className={styles['link']}
      type="text"
      aria-label="Link"
      readOnly
      value={link}
      onFocus={(event) => event.currentTarget.select()}
    />
  ) : (
    <Button onClick={() => void exports.saveStill(Number(frameIndex))}>Save the picture</Button>
  );
};

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
      <div className={styles['text']}>
        <p>
          <strong className={styles['title']}>{title}</strong> {remedy}
        </p>
        <RefusedCopy error={notice.error} />
        {notice.error.kind === 'engine-stopped' && (
          <Button onClick={() => location.reload()}>Reload the page</Button>
        )}
      </div>
      <div className={styles['actions']}>
        {notice.error.kind !== 'clipboard-refused' && (
          <Button variant="quiet" onClick={copy}>
            {isCopied ? (
              <ClipboardCheck size={16} aria-hidden />
            ) : (
              <ClipboardCopy size={16} aria-hidden />
            )}
            {isCopied ? 'Copied' : 'Copy details'}
          </Button>
        )}
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
