import { useStore } from 'zustand';
import { exportSize } from '../../../core/export/exportPlan.ts';
import type { ExportSettings } from '../../../core/export/exportSettings.ts';
import type { ExportRange } from '../../export/exportOptions.ts';
import { useEarmark, useSession } from '../../session/hooks.ts';
import { LabelledSwitch } from '../../ui/LabelledSwitch.tsx';
import { NumberField, SelectField } from './formFields.tsx';
import { EXPORT_FORMATS, type FormatOptionName } from './exportFormats.ts';
import styles from './FormatOptions.module.css';
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
const VIDEO_LOOK_CHOICES = [
  ['overlay', 'The thing in its colour'],
  ['matte', 'A black and white matte'],
  ['green', 'The thing before green'],
  ['blur', 'The background out of focus'],
] as const;
const STILL_LOOK_CHOICES = [['cut-out', 'The thing alone'], ...VIDEO_LOOK_CHOICES] as const;
const AUDIO_GAP_CHOICES = [
  ['silence', 'Silence, in step with the clip'],
  ['cut', 'Nothing: moments follow one another'],
] as const;

const LAYOUT_HINTS = {
  davis: 'Annotations/Full-Resolution/<clip>; at a height of 480 in 480p.',
  'youtube-vos': 'Annotations/<clip>, and meta.json with the frames of each object.',
  'ref-avs': 'gt_mask/<clip>/fid_<n>, counted; the bench takes 1 frame a second.',
} as const;

type FormatOptionsProps = {
  readonly range: ExportRange;
  readonly onRangeChange: (range: ExportRange) => void;
  readonly objectCount: number;
};

/** The settings of the chosen format. */
export const FormatOptions = ({
  range,
  onRangeChange: onRange,
  objectCount,
}: FormatOptionsProps) => {
  const { settings: store } = useEarmark().exports;
  const settings = useStore(store);
  const clip = useSession((state) => state.clip);
  const set = (change: Partial<ExportSettings>): void => store.setState(change);
  const options = EXPORT_FORMATS.find(({ format }) => format === settings.format)?.options ?? [];
  const has = (option: FormatOptionName): boolean => options.includes(option);
  const { ptsSeconds, width, height } = clip?.info ?? { ptsSeconds: [], width: 0, height: 0 };
  const [first, last] = range;
  const isVideo = settings.format === 'video-mp4' || settings.format === 'alpha-webm';
  const sizeText = (lines: number): string => {
    const size = exportSize({ width, height }, lines, isVideo);
    return `${size.width} × ${size.height}`;
  };
  return (
    <fieldset className={styles['options']}>
      <legend className="visually-hidden">Options</legend>
      {has('videoLook') && (
        <SelectField
          label="Shows"
          value={settings.videoLook}
          choices={VIDEO_LOOK_CHOICES}
          onChange={(videoLook) => set({ videoLook })}
        />
      )}
      {has('stillLook') && (
        <SelectField
          label="Shows"
          value={settings.stillLook}
          choices={STILL_LOOK_CHOICES}
          onChange={(stillLook) => set({ stillLook })}
        />
      )}
      {has('layout') && (
        <SelectField
          label="Layout"
          hint={LAYOUT_HINTS[settings.layout]}
          value={settings.layout}
          choices={LAYOUT_CHOICES}
          onChange={(layout) => set({ layout })}
        />
      )}
      {has('alpha') && (
        <SelectField
          label="Alpha"
          value={settings.alpha}
          choices={ALPHA_CHOICES}
          onChange={(alpha) => set({ alpha })}
        />
      )}
      {has('soundGaps') && (
        <SelectField
          label="Where the thing is not"
          value={settings.soundGaps}
          choices={AUDIO_GAP_CHOICES}
          onChange={(soundGaps) => set({ soundGaps })}
        />
      )}
      {has('range') && (
        <div className={styles['pair']}>
          <NumberField
            label="From frame"
            value={first + 1}
            min={1}
            max={ptsSeconds.length}
            onChange={(number) => onRange([number - 1, last])}
          />
          <NumberField
            label="To frame"
            value={last + 1}
            min={1}
            max={ptsSeconds.length}
            onChange={(number) => onRange([first, number - 1])}
          />
        </div>
      )}
      {has('rate') && (
        <SelectField
          label="Frame rate"
          value={String(settings.framesPerSecond)}
          choices={choicesWithCurrent(
            settings.framesPerSecond,
            FRAME_RATE_CHOICES,
            'The clip’s own',
            (rate) => (rate === 1 ? '1 frame a second' : `${rate} frames a second`),
          )}
          onChange={(rate) => set({ framesPerSecond: rate === 'null' ? null : Number(rate) })}
        />
      )}
      {has('height') && (
        <SelectField
          label="Size"
          value={String(
            settings.maxHeight !== null && settings.maxHeight < height ? settings.maxHeight : null,
          )}
          choices={choicesWithCurrent(
            settings.maxHeight,
            HEIGHT_CHOICES,
            `The clip’s own, ${sizeText(height)}`,
            sizeText,
          ).filter(([lines]) => lines === 'null' || Number(lines) < height)}
          onChange={(lines) => set({ maxHeight: lines === 'null' ? null : Number(lines) })}
        />
      )}
      {has('namePattern') && (
        <NamePatternField
          value={settings.namePattern}
          onChange={(namePattern) => set({ namePattern })}
        />
      )}
      {has('namePattern') && settings.namePattern.includes('{number') && (
        <NumberField
          label="First number"
          value={settings.firstNumber}
          min={0}
          max={9_999_999}
          onChange={(firstNumber) => set({ firstNumber })}
        />
      )}
      {has('keepSound') && (
        <LabelledSwitch
          label="With the clip’s sound"
          checked={settings.keepSound}
          onChange={(keepSound) => set({ keepSound })}
        />
      )}
      {has('includeEmpty') && (
        <LabelledSwitch
          label="Also frames in which it is not there"
          hint="Keeps the sequence without gaps."
          checked={settings.includeEmpty}
          onChange={(includeEmpty) => set({ includeEmpty })}
        />
      )}
      {has('separateObjects') && objectCount > 1 && (
        <LabelledSwitch
          label="A folder for each object"
          hint="Keeps what lies behind another."
          checked={settings.separateObjects}
          onChange={(separateObjects) => set({ separateObjects })}
        />
      )}
    </fieldset>
  );
};

/** The usual numbers, the one that was chosen some other day, and the clip's own. */
const choicesWithCurrent = (
  chosen: number | null,
  usual: readonly number[],
  ownText: string,
  textOf: (value: number) => string,
): readonly (readonly [string, string])[] => {
  const values = chosen === null || usual.includes(chosen) ? usual : [chosen, ...usual];
  return [
    ['null', ownText],
    ...values.toSorted((a, b) => b - a).map((value) => [String(value), textOf(value)] as const),
  ];
};
