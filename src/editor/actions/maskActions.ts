import { SLIDER_IDS, type Action } from './action.ts';
import type { Earmark } from '../earmark.ts';
import { hasClip, hasUnlockedObject } from './conditions.ts';

const focusSlider = (slider: keyof typeof SLIDER_IDS) => (): void =>
  document.querySelector<HTMLInputElement>(`#${SLIDER_IDS[slider]} input`)?.focus();

type SliderAction<Id extends string> = {
  readonly id: Id;
  readonly slider: keyof typeof SLIDER_IDS;
  readonly label: string;
  readonly keywords: readonly string[];
  readonly enabled: (earmark: Earmark) => boolean;
};

/** Focuses a slider of the side panel, where the arrow keys then change the value. */
const sliderAction = <const Id extends string>({ slider, ...action }: SliderAction<Id>) =>
  ({
    ...action,
    group: 'Mask',
    keys: [],
    perform: focusSlider(slider),
  }) as const satisfies Action;

/** The mask settings of the selected object, for the command palette. */
export const MASK_ACTIONS = [
  sliderAction({
    id: 'presence-threshold',
    slider: 'presenceThreshold',
    label: 'Presence threshold…',
    keywords: ['how sure', 'score', 'weak guess', 'minimum score', 'found from'],
    enabled: hasUnlockedObject,
  }),
  sliderAction({
    id: 'mask-threshold',
    slider: 'maskThreshold',
    label: 'Mask threshold…',
    keywords: ['threshold', 'confidence', 'sensitivity', 'cutoff'],
    enabled: hasUnlockedObject,
  }),
  sliderAction({
    id: 'grow-shrink',
    slider: 'growPixels',
    label: 'Grow or shrink mask…',
    keywords: ['grow', 'shrink', 'expand', 'contract', 'dilate', 'erode', 'choke', 'in/out ratio'],
    enabled: hasUnlockedObject,
  }),
  sliderAction({
    id: 'feather',
    slider: 'featherPixels',
    label: 'Feather mask…',
    keywords: ['feather', 'soften', 'softness', 'blur radius', 'soft edge'],
    enabled: hasUnlockedObject,
  }),
  sliderAction({
    id: 'fill-holes',
    slider: 'fillHolesShare',
    label: 'Fill holes…',
    keywords: ['clean white', 'close gaps', 'holes'],
    enabled: hasUnlockedObject,
  }),
  sliderAction({
    id: 'remove-specks',
    slider: 'dropSpecksShare',
    label: 'Remove specks…',
    keywords: ['specks', 'drop specks', 'clean black', 'islands', 'noise', 'despeckle'],
    enabled: hasUnlockedObject,
  }),
  sliderAction({
    id: 'overlay-opacity',
    slider: 'overlayOpacity',
    label: 'Overlay opacity…',
    keywords: ['opacity', 'transparency', 'alpha of the overlay'],
    enabled: hasClip,
  }),
] as const satisfies readonly Action[];
