import { SLIDER_IDS } from '../../actions/action.ts';
import { useEarmark, useView } from '../../session/hooks.ts';
import { LabelledSlider } from '../../ui/LabelledSlider.tsx';
import styles from './MaskPanel.module.css';

/** Opacity of all overlays. */
export const OverlayOpacity = () => {
  const { view } = useEarmark();
  const opacity = useView((state) => state.overlayOpacity);
  return (
    <section className={styles['sliders']} aria-labelledby="overlay-title">
      <h2 id="overlay-title" className={styles['heading']}>
        Overlay
      </h2>
      <LabelledSlider
        id={SLIDER_IDS.overlayOpacity}
        label="Opacity"
        value={opacity}
        onChange={(overlayOpacity) => view.setState({ overlayOpacity })}
      />
    </section>
  );
};
