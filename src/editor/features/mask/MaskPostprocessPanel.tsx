import { RotateCcw } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { isPostprocessIdentity } from '../../../core/mask/postprocessMask.ts';
import {
  POSTPROCESS_LIMITS,
  type PostprocessSettings,
} from '../../../core/mask/postprocessSettings.ts';
import { useEarmark, useObservable, useSelectedView } from '../../session/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import { LabelledSlider } from '../../ui/LabelledSlider.tsx';
import styles from './MaskPanel.module.css';

const formatSignedPixels = (pixels: number): string => `${pixels > 0 ? '+' : ''}${pixels} px`;
const formatMaxArea = (share: number): string =>
  share === 0 ? 'off' : `up to ${(share * 100).toFixed(1)} %`;

/** How much of the picture the object covers now; written at every draw, never rendered. */
const CurrentMaskArea = ({ objectId }: { readonly objectId: string }) => {
  const { player } = useEarmark();
  const text = useRef<HTMLParagraphElement>(null);
  const write = (): void => {
    const facts = player.drawnFrame.value?.objects.find((object) => object.objectId === objectId);
    if (text.current) {
      text.current.textContent =
        facts?.share == null
          ? 'Not in this frame'
          : `Covers ${(facts.share * 100).toFixed(1)} % of this frame`;
    }
  };
  useObservable(player.drawnFrame, write);
  useEffect(write);
  return <p ref={text} className={styles['area']} data-testid="mask-area" />;
};

/** Corrects the chosen object's masks; nothing of it makes the model run again, exports follow it. */
export const MaskPostprocessPanel = () => {
  const { objects } = useEarmark();
  const view = useSelectedView();
  if (!view) {
    return null;
  }
  const { id, finish, maskThreshold } = view.object;
  const set = (part: Partial<PostprocessSettings>): void => objects.setPostprocess(id, part);
  const isAsFound = maskThreshold === null && isPostprocessIdentity(finish);
  return (
    <section className={styles['sliders']} aria-labelledby="mask-title">
      <div className={styles['head']}>
        <h2 id="mask-title" className={styles['heading']}>
          Mask
        </h2>
        <CurrentMaskArea objectId={id} />
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
        min={-POSTPROCESS_LIMITS.growPixels}
        max={POSTPROCESS_LIMITS.growPixels}
        step={1}
        format={formatSignedPixels}
        onChange={(growPixels) => set({ growPixels })}
      />
      <LabelledSlider
        label="Feather"
        value={finish.featherPixels}
        max={POSTPROCESS_LIMITS.featherPixels}
        step={1}
        format={(pixels) => `${pixels} px`}
        onChange={(featherPixels) => set({ featherPixels })}
      />
      <LabelledSlider
        label="Fill holes"
        value={finish.fillHolesShare}
        max={POSTPROCESS_LIMITS.fillHolesShare}
        step={0.001}
        format={formatMaxArea}
        onChange={(fillHolesShare) => set({ fillHolesShare })}
      />
      <LabelledSlider
        label="Drop specks"
        value={finish.dropSpecksShare}
        max={POSTPROCESS_LIMITS.dropSpecksShare}
        step={0.001}
        format={formatMaxArea}
        onChange={(dropSpecksShare) => set({ dropSpecksShare })}
      />
      {!isAsFound && (
        <Button variant="quiet" onClick={() => objects.resetMask(id)}>
          <RotateCcw size={16} aria-hidden />
          Back to the mask as found
        </Button>
      )}
    </section>
  );
};
