import { useEarmark, useSelectedView, useView } from '../../state/hooks.ts';
import { LabelledSlider } from '../../ui/LabelledSlider.tsx';
import styles from './OverlaySliders.module.css';

/** Both only change how the kept probabilities are shown: the model does not run again. */
export const OverlaySliders = () => {
  const { view, objects } = useEarmark();
  const opacity = useView((state) => state.overlayOpacity);
  const selected = useSelectedView();
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
      {selected && (
        <LabelledSlider
          label="Mask threshold"
          hint="Higher keeps only what is certain. Exports use it too."
          value={selected.maskThreshold}
          onChange={(value) => objects.setMaskThreshold(selected.object.id, value)}
        />
      )}
    </section>
  );
};
