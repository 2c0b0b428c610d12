import { useEarmark, useSession, useView } from '../../state/hooks.ts';
import { thresholdsOf } from '../../state/sessionStore.ts';
import { LabelledSlider } from '../../ui/LabelledSlider.tsx';
import styles from './OverlaySliders.module.css';

/** Both only change how the kept probabilities are shown: the model does not run again. */
export const OverlaySliders = () => {
  const { view } = useEarmark();
  const opacity = useView((state) => state.overlayOpacity);
  const chosenThreshold = useView((state) => state.maskThreshold);
  const usualThreshold = useSession((state) => thresholdsOf(state).mask);
  return (
    <section className={styles['sliders']} aria-labelledby="overlay-title">
      <h2 id="overlay-title" className={styles['heading']}>
        Overlay
      </h2>
      <LabelledSlider
        label="Opacity"
        value={opacity}
        onChange={(overlayOpacity) => view.setState({ overlayOpacity })}
      />
      <LabelledSlider
        label="Mask threshold"
        hint="Higher keeps only what is certain. Exports use it too."
        value={chosenThreshold ?? usualThreshold}
        onChange={(maskThreshold) => view.setState({ maskThreshold })}
      />
    </section>
  );
};
