import { HardDrive } from 'lucide-react';
import { useStore } from 'zustand';
import { MAX_CLIP_BYTES } from '../../persistence/projectStorage.ts';
import { useEarmark, useSession, useView } from '../../session/hooks.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';

/** Asks once, when the first project of an own clip is kept, whether clips are copied, too. */
export const KeepClipBanner = () => {
  const { projects, view } = useEarmark();
  const isProjectKept = useStore(projects.store, ({ saving }) => saving === 'saved');
  const isAsking = useView(({ clipKeeping }) => clipKeeping === 'ask');
  const isKeepable = useSession(
    ({ clip }) => clip?.sample === null && (clip.file?.size ?? Infinity) <= MAX_CLIP_BYTES,
  );
  if (!isAsking || !isKeepable || !isProjectKept) {
    return null;
  }
  return (
    <Banner
      label="Keep the clip?"
      icon={HardDrive}
      text="The project is kept in this browser without its clip. Keep clips too, to open them at once?"
    >
      <Button variant="quiet" onClick={() => view.setState({ clipKeeping: 'keep' })}>
        Keep clips
      </Button>
      <Button variant="quiet" onClick={() => view.setState({ clipKeeping: 'never' })}>
        Projects only
      </Button>
    </Banner>
  );
};
