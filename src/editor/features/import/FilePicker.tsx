import { FolderOpen } from 'lucide-react';
import { useRef } from 'react';
import { useEarmark } from '../../session/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './FilePicker.module.css';

type FilePickerProps = { readonly label: string; readonly variant: 'primary' | 'quiet' };

/** What the dialog offers; the bytes decide what can be opened, never the name. */
const ACCEPTED_FILE_TYPES = 'video/*,.mp4,.m4v,.mov,.webm,.mkv,.earmark';

export const FilePicker = ({ label, variant: look }: FilePickerProps) => {
  const { projects } = useEarmark();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button variant={look} onClick={() => input.current?.click()}>
        <FolderOpen size={16} aria-hidden />
        <span className={styles[look]}>{label}</span>
      </Button>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED_FILE_TYPES}
        multiple
        className="visually-hidden"
        tabIndex={-1}
        aria-hidden
        data-testid="clip-file"
        onChange={(event) => {
          const files = Array.from(event.target.files ?? []);
          if (files.length > 0) {
            void projects.openFiles(files);
          }
          // The same file can be picked again after it was changed.
          event.target.value = '';
        }}
      />
    </>
  );
};
