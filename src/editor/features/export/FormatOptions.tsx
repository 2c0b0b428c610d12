import type { ComponentType } from 'react';
import { useStore } from 'zustand';
import type { ExportOptionName } from '../../../core/export/exportFormat.ts';
import { EXPORT_FORMATS } from '../../../core/export/exportFormats.ts';
import { exportSize } from '../../../core/export/exportPlan.ts';
import type { PaletteLayout } from '../../../core/export/exportSettings.ts';
import { LOOK_NAMES, OPAQUE_LOOK_NAMES, type LookName } from '../../../core/mask/lookNames.ts';
import { LOOKS } from '../../../rendering/looks/looks.ts';
import { useEarmark, useSession } from '../../session/hooks.ts';
import { BackgroundColourField } from '../../ui/BackgroundColourField.tsx';
import { LabelledSwitch } from '../../ui/LabelledSwitch.tsx';
import { NumberField, SelectField } from './formFields.tsx';
import styles from './FormatOptions.module.css';
import {
  FrameImagesField,
  LabelShapeField,
  LabelUnitField,
  LargePartsSwitch,
} from './labelOptions.tsx';
import type { OptionProps } from './optionProps.ts';
import { NamePatternField } from './NamePatternField.tsx';

const FRAME_RATE_CHOICES = [60, 50, 30, 25, 24, 15, 12, 10, 5, 2, 1];
const HEIGHT_CHOICES = [2160, 1440, 1080, 720, 480, 360, 240];

const ALPHA_CHOICES = [
  ['straight', 'Straight'],
  ['premultiplied', 'Premultiplied'],
] as const;
const LAYOUT_CHOICES = [
  ['davis', 'DAVIS'],
  ['youtube-vos', 'YouTube-VOS'],
  ['ref-avs', 'Ref-AVS Bench'],
] as const;
const AUDIO_GAP_CHOICES = [
  ['silence', 'Silence, same length as the clip'],
  ['cut', 'Cut, parts joined'],
] as const;

const FRAME_NUMBER_CHOICES = [
  ['0', 'From 0, as in datasets'],
  ['1', 'From 1, as on the screen'],
] as const;

const LAYOUT_HINTS: Readonly<Record<PaletteLayout, string>> = {
  davis: 'Annotations/Full-Resolution/<clip>; at a height of 480 in 480p.',
  'youtube-vos': 'Annotations/<clip>, and meta.json with the frames of each object.',
  'ref-avs': 'gt_mask/<clip>/fid_<n>, numbered; the benchmark uses 1 frame a second.',
};

const lookChoices = <N extends LookName>(names: readonly N[]) =>
  names.map((name) => [name, LOOKS[name].label] as const);

const RangeFields = ({ range: [first, last], onRangeChange, frameCount }: OptionProps) => (
  <div className={styles['pair']}>
    <NumberField
      label="From frame"
      value={first + 1}
      min={1}
      max={frameCount}
      onChange={(number) => onRangeChange([number - 1, last])}
    />
    <NumberField
      label="To frame"
      value={last + 1}
      min={1}
      max={frameCount}
      onChange={(number) => onRangeChange([first, number - 1])}
    />
  </div>
);

const HeightField = ({ settings, onChange, clipSize }: OptionProps) => {
  const { format, maxHeight } = settings;
  const sizeText = (lines: number): string => {
    const size = exportSize(clipSize, lines, format);
    return `${size.width} × ${size.height}`;
  };
  return (
    <SelectField
      label="Size"
      value={String(maxHeight !== null && maxHeight < clipSize.height ? maxHeight : null)}
      choices={choicesWithCurrent(
        maxHeight,
        HEIGHT_CHOICES,
        `Same as the clip, ${sizeText(clipSize.height)}`,
        sizeText,
      ).filter(([lines]) => lines === 'null' || Number(lines) < clipSize.height)}
      onChange={(lines) => onChange({ maxHeight: lines === 'null' ? null : Number(lines) })}
    />
  );
};

/** The control of every option; an option without a control does not compile. */
const OPTION_CONTROLS: Readonly<Record<ExportOptionName, ComponentType<OptionProps>>> = {
  videoLook: ({ settings, onChange }) => (
    <>
      <SelectField
        label="Look"
        value={settings.videoLook}
        choices={lookChoices(OPAQUE_LOOK_NAMES)}
        onChange={(videoLook) => onChange({ videoLook })}
      />
      {settings.videoLook === 'colour' && <BackgroundColourField className={styles['colour']} />}
    </>
  ),
  stillLook: ({ settings, onChange }) => (
    <>
      <SelectField
        label="Look"
        value={settings.stillLook}
        choices={lookChoices(LOOK_NAMES)}
        onChange={(stillLook) => onChange({ stillLook })}
      />
      {settings.stillLook === 'colour' && <BackgroundColourField className={styles['colour']} />}
    </>
  ),
  layout: ({ settings, onChange }) => (
    <SelectField
      label="Layout"
      hint={LAYOUT_HINTS[settings.layout]}
      value={settings.layout}
      choices={LAYOUT_CHOICES}
      onChange={(layout) => onChange({ layout })}
    />
  ),
  alpha: ({ settings, onChange }) => (
    <SelectField
      label="Alpha"
      value={settings.alpha}
      choices={ALPHA_CHOICES}
      onChange={(alpha) => onChange({ alpha })}
    />
  ),
  soundGaps: ({ settings, onChange }) => (
    <SelectField
      label="Where the object is absent"
      value={settings.soundGaps}
      choices={AUDIO_GAP_CHOICES}
      onChange={(soundGaps) => onChange({ soundGaps })}
    />
  ),
  range: RangeFields,
  rate: ({ settings: { framesPerSecond }, onChange }) => (
    <SelectField
      label="Frame rate"
      value={String(framesPerSecond)}
      choices={choicesWithCurrent(
        framesPerSecond,
        FRAME_RATE_CHOICES,
        'Same as the clip',
        (rate) => (rate === 1 ? '1 frame a second' : `${rate} frames a second`),
      )}
      onChange={(rate) => onChange({ framesPerSecond: rate === 'null' ? null : Number(rate) })}
    />
  ),
  height: HeightField,
  namePattern: ({ settings, onChange, range: [first] }) => (
    <>
      <NamePatternField
        value={settings.namePattern}
        frameIndex={first}
        frameNumber={
          settings.namePattern.includes('{frame')
            ? first + settings.frameNumbersFrom
            : settings.firstNumber
        }
        onChange={(namePattern) => onChange({ namePattern })}
      />
      {settings.namePattern.includes('{number') && (
        <NumberField
          label="First number"
          value={settings.firstNumber}
          min={0}
          max={9_999_999}
          onChange={(firstNumber) => onChange({ firstNumber })}
        />
      )}
    </>
  ),
  frameNumbers: ({ settings, onChange }) =>
    (!EXPORT_FORMATS[settings.format].options.includes('namePattern') ||
      settings.namePattern.includes('{frame')) && (
      <SelectField
        label="Frame numbers"
        value={String(settings.frameNumbersFrom)}
        choices={FRAME_NUMBER_CHOICES}
        onChange={(from) => onChange({ frameNumbersFrom: from === '1' ? 1 : 0 })}
      />
    ),
  keepSound: ({ settings, onChange }) => (
    <LabelledSwitch
      label="With the clip’s sound"
      checked={settings.keepSound}
      onChange={(keepSound) => onChange({ keepSound })}
    />
  ),
  includeEmpty: ({ settings, onChange }) => (
    <LabelledSwitch
      label="Write empty frames too"
      hint="The sequence has no gaps."
      checked={settings.includeEmpty}
      onChange={(includeEmpty) => onChange({ includeEmpty })}
    />
  ),
  separateObjects: ({ settings, onChange, objectCount }) =>
    objectCount > 1 && (
      <LabelledSwitch
        label="One folder per object"
        hint="Overlapping masks are kept."
        checked={settings.separateObjects}
        onChange={(separateObjects) => onChange({ separateObjects })}
      />
    ),
  invertMatte: ({ settings, onChange }) => (
    <LabelledSwitch
      label="Invert"
      hint="Black objects on white."
      checked={settings.invertMatte}
      onChange={(invertMatte) => onChange({ invertMatte })}
    />
  ),
  frameImages: FrameImagesField,
  labelShape: LabelShapeField,
  labelUnit: LabelUnitField,
  largePartsOnly: LargePartsSwitch,
};

type FormatOptionsProps = Pick<
  OptionProps,
  'range' | 'onRangeChange' | 'objectCount' | 'labelUnit'
>;

/** The settings of the selected format. */
export const FormatOptions = (props: FormatOptionsProps) => {
  const { settings: store } = useEarmark().exports;
  const settings = useStore(store);
  const clip = useSession((state) => state.clip);
  const { ptsSeconds, width, height } = clip?.info ?? { ptsSeconds: [], width: 0, height: 0 };
  return (
    <fieldset className={styles['options']}>
      <legend className="visually-hidden">Options</legend>
      {EXPORT_FORMATS[settings.format].options.map((option) => {
        const Control = OPTION_CONTROLS[option];
        return (
          <Control
            key={option}
            {...props}
            settings={settings}
            onChange={(change) => store.setState(change)}
            frameCount={ptsSeconds.length}
            clipSize={{ width, height }}
          />
        );
      })}
    </fieldset>
  );
};

/** The usual numbers, the one that is set if it is none of them, and the clip's own. */
const choicesWithCurrent = (
  current: number | null,
  usual: readonly number[],
  ownText: string,
  textOf: (value: number) => string,
): readonly (readonly [string, string])[] => {
  const values = current === null || usual.includes(current) ? usual : [current, ...usual];
  return [
    ['null', ownText],
    ...values.toSorted((a, b) => b - a).map((value) => [String(value), textOf(value)] as const),
  ];
};
