import { Cpu, X } from 'lucide-react';
import { useCanvas, useEarmark, useSession, useView } from '../../session/hooks.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { describeSlowness, isWasmFallback } from './describeProvider.ts';

/** Reports in one line that searching is slower here; closed once, it stays closed. */
export const ProviderBanner = () => {
  const { view } = useEarmark();
  const bundle = useSession((state) => state.bundle);
  const clip = useSession((state) => state.clip?.info ?? null);
  const secondsAFrame = useView((state) => state.secondsAFrame.wasm);
  const isClosed = useView((state) => state.isProviderNoticeClosed);
  // It gives way to a tool, which needs the picture.
  const hasTool = useCanvas((state) => state.tool !== 'none');
  if (bundle.kind !== 'ready' || !clip || isClosed || hasTool || !isWasmFallback(bundle.provider)) {
    return null;
  }
  return (
    <Banner label="How the model runs" icon={Cpu} text={describeSlowness(clip, secondsAFrame)}>
      <Button
        variant="quiet"
        aria-label="Dismiss"
        onClick={() => view.setState({ isProviderNoticeClosed: true })}
      >
        <X size={16} aria-hidden />
      </Button>
    </Banner>
  );
};
