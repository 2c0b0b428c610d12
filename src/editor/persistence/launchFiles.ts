import { EarmarkError } from '../../core/util/errors.ts';
import { SHARED_PARAMETER, takeSharedFiles } from '../../pwa/sharedFiles.ts';
import { notify } from '../session/notices.ts';
import type { ProjectLibrary } from './projectLibrary.ts';
import type { SessionStore } from '../session/sessionStore.ts';

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

type LaunchFilesDeps = { readonly session: SessionStore; readonly projects: ProjectLibrary };

/** Opens what other programs hand to the installed app: shared files, and files opened with it. */
export const openLaunchFiles = ({ session, projects }: LaunchFilesDeps): void => {
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
  if (new URLSearchParams(location.search).has(SHARED_PARAMETER)) {
    // A reload must not open them again.
    history.replaceState(null, '', '/');
    void open(takeSharedFiles());
  }
};
