import { FolderOpen } from 'lucide-react';
import { useRef } from 'react';
import { FILE_INPUT_ID } from '../../actions/action.ts';
import { useEarmark } from '../../session/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './FilePicker.module.css';

type FilePickerProps = { readonly label: string; readonly variant: 'primary' | 'quiet' };

/** Filter of the file dialog. What can be opened is decided by the file's bytes, not its name. */
const ACCEPTED_FILE_TYPES = 'video/*,.mp4,.m4v,.mov,.webm,.mkv,.earmark';

export const FilePicker = ({ label, variant }: FilePickerProps) => {
  const { projects } = useEarmark();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button variant={variant} onClick={() => input.current?.click()}>
        <FolderOpen size={16} aria-hidden />
        <span className={styles[variant]}>{label}</span>
      </Button>
      <input
        ref={input}
        id={FILE_INPUT_ID}
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
          // Without this the same file, changed meanwhile, could not be picked again.
          event.target.value = '';
        }}
      />
    </>
  );
};
