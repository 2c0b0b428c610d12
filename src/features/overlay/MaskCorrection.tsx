import { RotateCcw } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { isNoFinish } from '../../core/finishMask.ts';
import { FINISH_LIMITS, type MaskFinish } from '../../core/maskFinish.ts';
import { useEarmark, useObserved, useSelectedView } from '../../state/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import { LabelledSlider } from '../../ui/LabelledSlider.tsx';
import styles from './OverlaySliders.module.css';

const pixelsText = (pixels: number): string => `${pixels > 0 ? '+' : ''}${pixels} px`;
const shareText = (share: number): string =>
  share === 0 ? 'off' : `up to ${(share * 100).toFixed(1)} %`;

/** How much of the picture the object covers now; written at every draw, never rendered. */
const LiveArea = ({ objectId }: { readonly objectId: string }) => {
  const { player } = useEarmark();
  const text = useRef<HTMLParagraphElement>(null);
  const write = (): void => {
    const facts = player.shown.value?.objects.find((object) => object.objectId === objectId);
    if (text.current) {
      text.current.textContent =
        facts?.share == null
          ? 'Not in this frame'
          : `Covers ${(facts.share * 100).toFixed(1)} % of this frame`;
    }
  };
  useObserved(player.shown, write);
  useEffect(write);
  return <p ref={text} className={styles['area']} data-testid="mask-area" />;
};

/** Corrects the chosen object's masks; nothing of it makes the model run again, exports follow it. */
export const MaskCorrection = () => {
  const { objects } = useEarmark();
  const view = useSelectedView();
  if (!view) {
    return null;
  }
  const { id, finish, maskThreshold } = view.object;
  const set = (part: Partial<MaskFinish>): void => objects.setFinish(id, part);
  const isAsFound = maskThreshold === null && isNoFinish(finish);
  return (
    <section className={styles['sliders']} aria-labelledby="mask-title">
      <div className={styles['head']}>
        <h2 id="mask-title" className={styles['heading']}>
          Mask
        </h2>
        <LiveArea objectId={id} />
      </div>
      <LabelledSlider
        label="Mask threshold"
        hint="Higher keeps only what is certain."
        value={view.maskThreshold}
        onChange={(value) => objects.setMaskThreshold(id, value)}
      />
      <LabelledSlider
        label="Grow or shrink"
        value={finish.growPixels}
        min={-FINISH_LIMITS.growPixels}
        max={FINISH_LIMITS.growPixels}
        step={1}
        format={pixelsText}
        onChange={(growPixels) => set({ growPixels })}
      />
      <LabelledSlider
        label="Feather"
        value={finish.featherPixels}
        max={FINISH_LIMITS.featherPixels}
        step={1}
        format={(pixels) => `${pixels} px`}
        onChange={(featherPixels) => set({ featherPixels })}
      />
      <LabelledSlider
        label="Fill holes"
        value={finish.fillHolesShare}
        max={FINISH_LIMITS.fillHolesShare}
        step={0.001}
        format={shareText}
        onChange={(fillHolesShare) => set({ fillHolesShare })}
      />
      <LabelledSlider
        label="Drop specks"
        value={finish.dropSpecksShare}
        max={FINISH_LIMITS.dropSpecksShare}
        step={0.001}
        format={shareText}
        onChange={(dropSpecksShare) => set({ dropSpecksShare })}
      />
      {!isAsFound && (
        <Button look="quiet" onClick={() => objects.resetMask(id)}>
          <RotateCcw size={16} aria-hidden />
          Back to the mask as found
        </Button>
      )}
    </section>
  );
};
