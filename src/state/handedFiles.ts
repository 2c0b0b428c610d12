import { EarmarkError } from '../core/errors.ts';
import { SHARED_MARK, takeSharedFiles } from '../offline/sharedFiles.ts';
import { notify } from './notices.ts';
import type { Projects } from './projects.ts';
import type { SessionStore } from './sessionStore.ts';

/** The File Handling API, which the DOM's types do not have yet. */
type LaunchQueue = {
  setConsumer(
    consumer: (params: { readonly files?: readonly FileSystemFileHandle[] }) => void,
  ): void;
};
declare global {
  interface Window {
    readonly launchQueue?: LaunchQueue;
  }
}

type HandedFilesPorts = { readonly session: SessionStore; readonly projects: Projects };

/** Opens what other programs hand to the installed app: shared files, and files opened with it. */
export const openHandedFiles = ({ session, projects }: HandedFilesPorts): void => {
  const open = async (reading: Promise<readonly File[]>): Promise<void> => {
    try {
      const files = await reading;
      if (files.length === 0) {
        throw new EarmarkError('not-handed-over', 'No file was waiting.');
      }
      await projects.openFiles(files);
    } catch (thrown) {
      notify(session, thrown);
    }
  };
  window.launchQueue?.setConsumer(({ files = [] }) => {
    // Started without a file, the app has nothing to open.
    if (files.length > 0) {
      void open(Promise.all(files.map((handle) => handle.getFile())));
    }
  });
  if (new URLSearchParams(location.search).has(SHARED_MARK)) {
    // A reload is to open nothing.
    history.replaceState(null, '', '/');
    void open(takeSharedFiles());
  }
};
