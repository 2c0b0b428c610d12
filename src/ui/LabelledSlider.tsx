import { Slider } from '@base-ui/react/slider';
import styles from './LabelledSlider.module.css';

type LabelledSliderProps = {
  readonly label: string;
  /** What it does, in one line. */
  readonly hint?: string;
  /** 0..1; shown as percent. */
  readonly value: number;
  readonly onChange: (value: number) => void;
};

export const LabelledSlider = ({ label, hint, value, onChange }: LabelledSliderProps) => (
  <Slider.Root
    className={styles['root']}
    value={Math.round(value * 100)}
    thumbAlignment="edge-client-only"
    onValueChange={(percent) => onChange(percent / 100)}
  >
    <div className={styles['head']}>
      <Slider.Label className={styles['label']}>{label}</Slider.Label>
      <span className={styles['value']}>{Math.round(value * 100)} %</span>
    </div>
    <Slider.Control className={styles['control']}>
      <Slider.Track className={styles['track']}>
        <Slider.Indicator className={styles['indicator']} />
        <Slider.Thumb
          className={styles['thumb']}
          getAriaValueText={(_, percent) => `${percent} percent`}
        />
      </Slider.Track>
    </Slider.Control>
    {hint !== undefined && <p className={styles['hint']}>{hint}</p>}
  </Slider.Root>
);
