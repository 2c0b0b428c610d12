import { Cpu, X } from 'lucide-react';
import { useCanvas, useEarmark, useSession, useView } from '../../session/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './ProviderBanner.module.css';
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
    <section className={styles['banner']} aria-label="How the model runs">
      <Cpu size={16} aria-hidden />
      <p className={styles['text']}>{describeSlowness(clip, secondsAFrame)}</p>
      <Button
        variant="quiet"
        aria-label="Dismiss"
        onClick={() => view.setState({ isProviderNoticeClosed: true })}
      >
        <X size={16} aria-hidden />
      </Button>
    </section>
  );
};
