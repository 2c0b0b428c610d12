import { Slider } from '@base-ui/react/slider';
import styles from './LabelledSlider.module.css';

type LabelledSliderProps = {
  /** Id of the root element, for actions that focus the slider. */
  readonly id?: string;
  readonly label: string;
  /** One line below the slider. */
  readonly hint?: string;
  readonly value: number;
  /** Default: 0 to 1 in steps of 0.01. */
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  /** Text of the value beside the label; percent by default. */
  readonly format?: (value: number) => string;
  readonly onChange: (value: number) => void;
};

const formatPercent = (share: number): string => `${Math.round(share * 100)} %`;

export const LabelledSlider = ({
  id,
  label,
  hint,
  value,
  min = 0,
  max = 1,
  step = 0.01,
  format = formatPercent,
  onChange,
}: LabelledSliderProps) => {
  // The slider counts whole steps, as fractional steps would accumulate rounding errors.
  const valueAt = (position: number): number => Math.round((min + position * step) * 1e6) / 1e6;
  const first = Math.round(min / step);
  return (
    <Slider.Root
      {...(id === undefined ? {} : { id })}
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
          {/* None for signed ranges, whose zero is in the middle. */}
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
