import type { ObjectPattern, Rgb } from '../../core/mask/palette.ts';
import { joinClassNames } from './joinClassNames.ts';
import styles from './Swatch.module.css';

type SwatchProps = {
  readonly colour: Rgb;
  readonly pattern: ObjectPattern;
  readonly className?: string | undefined;
};

export const cssColour = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** An object's colour and pattern, as they are drawn on the picture. */
export const Swatch = ({ colour, pattern, className }: SwatchProps) => (
  <span
    className={joinClassNames(styles['swatch'], className)}
    data-pattern={pattern}
    style={{ backgroundColor: cssColour(colour) }}
    aria-hidden
  />
);
