import type { ExportFormat, ExportSupport } from '../../../protocol/requests.ts';
import { EXPORT_FORMATS, OBSTACLE_TEXTS } from './exportFormats.ts';
import styles from './FormatList.module.css';

type FormatListProps = {
  readonly value: ExportFormat;
  /** Null until the browser was asked. */
  readonly support: ExportSupport | null;
  readonly onChange: (format: ExportFormat) => void;
};

/** All formats; those that cannot be written here say why. */
export const FormatList = ({ value, support, onChange }: FormatListProps) => (
  <fieldset className={styles['formats']}>
    <legend className={styles['legend']}>Format</legend>
    {EXPORT_FORMATS.map(({ format, name, description: use }) => {
      const known = support?.[format];
      const obstacle = known?.kind === 'impossible' ? OBSTACLE_TEXTS[known.obstacle] : null;
      return (
        <div key={format} className={styles['format']}>
          <input
            id={`format-${format}`}
            type="radio"
            name="format"
            value={format}
            aria-describedby={`format-${format}-use`}
            checked={value === format}
            disabled={obstacle !== null}
            onChange={() => onChange(format)}
          />
          <label htmlFor={`format-${format}`} className={styles['name']}>
            {name}
          </label>
          <p id={`format-${format}-use`} className={styles['use']}>
            {obstacle ?? use}
          </p>
        </div>
      );
    })}
  </fieldset>
);
