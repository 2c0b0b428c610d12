import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Sheet.module.css';

type SheetProps = {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly isWide?: boolean;
  readonly children: ReactNode;
};

/** A modal dialog: a sheet in the middle of the screen, from the bottom on narrow ones. */
export const Sheet = ({ title, isOpen, onClose, isWide = false, children }: SheetProps) => (
  <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
    <Dialog.Portal>
      <Dialog.Backdrop className={styles['backdrop']} />
      <Dialog.Popup className={styles['popup']} data-wide={isWide || undefined}>
        <header className={styles['head']}>
          <Dialog.Title className={styles['title']}>{title}</Dialog.Title>
          <Dialog.Close className={styles['close']} aria-label="Close">
            <X size={18} aria-hidden />
          </Dialog.Close>
        </header>
        <section
          className={styles['body']}
          aria-label={title}
          // Scrolls by keyboard even when nothing in it takes the focus.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
        >
          {children}
        </section>
      </Dialog.Popup>
    </Dialog.Portal>
  </Dialog.Root>
);
