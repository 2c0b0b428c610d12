import type { LookName, OpaqueLookName } from '../../core/mask/lookNames.ts';
import { blurred } from './blurred.ts';
import { colour } from './colour.ts';
import { cutOut } from './cutOut.ts';
import { dimmed } from './dimmed.ts';
import { green } from './green.ts';
import { grey } from './grey.ts';
import type { AlphaLook, OpaqueLook } from './look.ts';
import { matte } from './matte.ts';
import { objectBlackened } from './objectBlackened.ts';
import { objectBlurred } from './objectBlurred.ts';
import { objectInverted } from './objectInverted.ts';
import { objectPixelated } from './objectPixelated.ts';
import { outline } from './outline.ts';
import { overlay } from './overlay.ts';

type LookTable = {
  readonly [N in LookName]: N extends OpaqueLookName ? OpaqueLook : AlphaLook;
};

/** Every look, as the canvas and the exports paint it. */
export const LOOKS: LookTable = {
  overlay,
  outline,
  'cut-out': cutOut,
  matte,
  dimmed,
  blurred,
  grey,
  green,
  colour,
  'object-blurred': objectBlurred,
  'object-pixelated': objectPixelated,
  'object-blackened': objectBlackened,
  'object-inverted': objectInverted,
};
