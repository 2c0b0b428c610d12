import { RotateCcw } from 'lucide-react';
import { useEffect, useRef } from 'react';
import {
  DEFAULT_POSTPROCESS,
  isSamePostprocess,
  POSTPROCESS_LIMITS,
  type PostprocessSettings,
} from '../../../core/mask/postprocessSettings.ts';
import { SLIDER_IDS } from '../../actions/action.ts';
import { useEarmark, useObservable, useSelectedView } from '../../session/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import { formatScore } from '../../ui/format.ts';
import { LabelledSlider } from '../../ui/LabelledSlider.tsx';
import styles from './MaskPanel.module.css';

const formatSignedPixels = (pixels: number): string => `${pixels > 0 ? '+' : ''}${pixels} px`;
const formatMaxArea = (share: number): string =>
  share === 0 ? 'off' : `up to ${(share * 100).toFixed(1)} %`;

/** Share of the frame that the mask covers, written to the DOM at every draw without rendering. */
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

/** Postprocessing of the selected object's masks. No inference; exports apply it as well. */
export const MaskPostprocessPanel = () => {
  const { objects } = useEarmark();
  const view = useSelectedView();
  if (!view) {
    return null;
  }
  const { id, finish, maskThreshold, presenceThreshold } = view.object;
  const set = (part: Partial<PostprocessSettings>): void => objects.setPostprocess(id, part);
  const isDefault =
    presenceThreshold === null &&
    maskThreshold === null &&
    isSamePostprocess(finish, DEFAULT_POSTPROCESS);
  return (
    <section className={styles['sliders']} aria-labelledby="mask-title">
      <div className={styles['head']}>
        <h2 id="mask-title" className={styles['heading']}>
          Mask
        </h2>
        <CurrentMaskArea objectId={id} />
      </div>
      <LabelledSlider
        id={SLIDER_IDS.presenceThreshold}
        label="Presence threshold"
        hint="The object is found in frames with at least this score."
        value={view.presenceThreshold}
        format={formatScore}
        onChange={(value) => objects.setPresenceThreshold(id, value)}
      />
      <LabelledSlider
        id={SLIDER_IDS.maskThreshold}
        label="Mask threshold"
        hint="Higher values keep only confident pixels."
        value={view.maskThreshold}
        onChange={(value) => objects.setMaskThreshold(id, value)}
      />
      <LabelledSlider
        id={SLIDER_IDS.growPixels}
        label="Grow or shrink"
        value={finish.growPixels}
        min={-POSTPROCESS_LIMITS.growPixels}
        max={POSTPROCESS_LIMITS.growPixels}
        step={1}
        format={formatSignedPixels}
        onChange={(growPixels) => set({ growPixels })}
      />
      <LabelledSlider
        id={SLIDER_IDS.featherPixels}
        label="Feather"
        value={finish.featherPixels}
        max={POSTPROCESS_LIMITS.featherPixels}
        step={1}
        format={(pixels) => `${pixels} px`}
        onChange={(featherPixels) => set({ featherPixels })}
      />
      <LabelledSlider
        id={SLIDER_IDS.fillHolesShare}
        label="Fill holes"
        value={finish.fillHolesShare}
        max={POSTPROCESS_LIMITS.fillHolesShare}
        step={0.001}
        format={formatMaxArea}
        onChange={(fillHolesShare) => set({ fillHolesShare })}
      />
      <LabelledSlider
        id={SLIDER_IDS.dropSpecksShare}
        label="Remove specks"
        value={finish.dropSpecksShare}
        max={POSTPROCESS_LIMITS.dropSpecksShare}
        step={0.001}
        format={formatMaxArea}
        onChange={(dropSpecksShare) => set({ dropSpecksShare })}
      />
      {!isDefault && (
        <Button variant="quiet" onClick={() => objects.resetMask(id)}>
          <RotateCcw size={16} aria-hidden />
          Reset mask settings
        </Button>
      )}
    </section>
  );
};
