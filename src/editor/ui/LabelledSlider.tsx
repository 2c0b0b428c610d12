import { Slider } from '@base-ui/react/slider';
import styles from './LabelledSlider.module.css';

type LabelledSliderProps = {
  readonly label: string;
  /** What it does, in one line. */
  readonly hint?: string;
  readonly value: number;
  /** 0..1 in steps of a hundredth unless told. */
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  /** What stands beside the label; percent unless told. */
  readonly format?: (value: number) => string;
  readonly onChange: (value: number) => void;
};

const formatPercent = (share: number): string => `${Math.round(share * 100)} %`;

export const LabelledSlider = ({
  label,
  hint,
  value,
  min = 0,
  max = 1,
  step = 0.01,
  format = formatPercent,
  onChange,
}: LabelledSliderProps) => {
  // Whole steps inside: fractions would gather rounding errors.
  const valueAt = (position: number): number => Math.round((min + position * step) * 1e6) / 1e6;
  const first = Math.round(min / step);
  return (
    <Slider.Root
      className={styles['root']}
      value={Math.round((value - min) / step) + first}
      min={first}
      max={Math.round((max - min) / step) + first}
      thumbAlignment="edge-client-only"
      onValueChange={(position) => onChange(valueAt(position - first))}
    >
      <div className={styles['head']}>
        <Slider.Label className={styles['label']}>{label}</Slider.Label>
        <span className={styles['value']}>{format(value)}</span>
      </div>
      <Slider.Control className={styles['control']}>
        <Slider.Track className={styles['track']}>
          {/* From the left it would tell of an amount, where the middle is none. */}
          {min >= 0 && <Slider.Indicator className={styles['indicator']} />}
          <Slider.Thumb
            className={styles['thumb']}
            getAriaValueText={(_, position) => format(valueAt(position - first))}
          />
        </Slider.Track>
      </Slider.Control>
      {hint !== undefined && <p className={styles['hint']}>{hint}</p>}
    </Slider.Root>
  );
};
