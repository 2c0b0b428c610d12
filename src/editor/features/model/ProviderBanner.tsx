import { Cpu, X } from 'lucide-react';
import { useState } from 'react';
import { useSession, useView } from '../../session/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './ProviderBanner.module.css';
import { isWasmFallback, describeProvider, describeTimeEstimate } from './describeProvider.ts';

/** Reports that WebGPU is not usable, what runs instead and how long a search takes. */
export const ProviderBanner = () => {
  const bundle = useSession((state) => state.bundle);
  const clip = useSession((state) => state.clip?.info ?? null);
  const secondsAFrame = useView((state) => state.secondsAFrame.wasm);
  const [isDismissed, setIsDismissed] = useState(false);
  if (bundle.kind !== 'ready' || !clip || isDismissed || !isWasmFallback(bundle.provider)) {
    return null;
  }
  return (
    <section className={styles['banner']} aria-label="How the model runs">
      <Cpu size={18} aria-hidden />
      <p className={styles['text']}>
        {describeProvider(bundle.provider)} {describeTimeEstimate(clip, secondsAFrame)}
      </p>
      <Button variant="quiet" aria-label="Dismiss" onClick={() => setIsDismissed(true)}>
        <X size={16} aria-hidden />
      </Button>
    </section>
  );
};
