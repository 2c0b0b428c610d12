import { EXPORT_GROUPS } from '../../../core/export/exportFormat.ts';
import {
  EXPORT_FORMATS,
  EXPORT_FORMAT_NAMES,
  type ExportFormat,
} from '../../../core/export/exportFormats.ts';
import type { ExportSupport } from '../../../protocol/requests.ts';
import { OBSTACLE_TEXTS } from './describeExport.ts';
import styles from './FormatList.module.css';

type FormatListProps = {
  readonly value: ExportFormat;
  /** Null until the browser has answered. */
  readonly support: ExportSupport | null;
  readonly onChange: (format: ExportFormat) => void;
};

/** All formats; a format that cannot be written here is disabled and says why. */
export const FormatList = ({ value, support, onChange }: FormatListProps) => (
  <fieldset className={styles['formats']}>
    <legend className={styles['legend']}>Format</legend>
    {EXPORT_GROUPS.map((group) => (
      <div key={group} className={styles['group']}>
        <h3 className={styles['heading']}>{group}</h3>
        {EXPORT_FORMAT_NAMES.filter((format) => EXPORT_FORMATS[format].group === group).map(
          (format) => {
            const { label, description } = EXPORT_FORMATS[format];
            const known = support?.[format];
            const obstacle = known?.kind === 'impossible' ? OBSTACLE_TEXTS[known.obstacle] : null;
            return (
              <div key={format} className={styles['format']}>
                <input
                  id={`format-${format}`}
                  type="radio"
                  name="format"
                  value={format}
                  aria-describedby={`format-${format}-description`}
                  checked={value === format}
                  disabled={obstacle !== null}
                  onChange={() => onChange(format)}
                />
                <label htmlFor={`format-${format}`} className={styles['name']}>
                  {label}
                </label>
                <p id={`format-${format}-description`} className={styles['use']}>
                  {obstacle ?? description}
                </p>
              </div>
            );
          },
        )}
      </div>
    ))}
  </fieldset>
);
