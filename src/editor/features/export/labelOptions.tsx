import { hasFrameImages } from '../../../core/export/exportSettings.ts';
import { LabelledSwitch } from '../../ui/LabelledSwitch.tsx';
import { SelectField } from './formFields.tsx';
import type { OptionProps } from './optionProps.ts';

const FRAME_IMAGE_CHOICES = [
  ['none', 'Labels only'],
  ['jpeg', 'With the frames, JPEG'],
  ['png', 'With the frames, PNG'],
] as const;

const LABEL_SHAPE_CHOICES = {
  'cvat-video': [
    ['box', 'Boxes'],
    ['mask', 'Polygons'],
  ],
  'label-studio': [
    ['box', 'Boxes over the video'],
    ['mask', 'Brush masks of frames'],
  ],
} as const;

const LABEL_UNIT_CHOICES = [
  ['object', 'One label per object'],
  ['instance', 'One label per instance'],
] as const;

/** Whether “the horses” are one label or one a horse. */
export const LabelUnitField = ({ labelUnit, onChange }: OptionProps) =>
  labelUnit !== null && (
    <SelectField
      label="Labels"
      hint={
        labelUnit === 'instance'
          ? 'A track for each instance that the sentence means. Frames painted by hand keep one label.'
          : 'One track for all that the sentence means.'
      }
      value={labelUnit}
      choices={LABEL_UNIT_CHOICES}
      onChange={(unit) => onChange({ labelUnit: unit })}
    />
  );

/** Whether labels come with the pictures that they belong to. */
export const FrameImagesField = ({ settings, onChange }: OptionProps) =>
  hasFrameImages(settings) && (
    <SelectField
      label="Frames"
      value={settings.frameImages}
      choices={FRAME_IMAGE_CHOICES}
      onChange={(frameImages) => onChange({ frameImages })}
    />
  );

/** Boxes or masks, where a format has both. */
export const LabelShapeField = ({ settings, onChange }: OptionProps) => (
  <SelectField
    label="Shapes"
    value={settings.labelShape}
    choices={
      LABEL_SHAPE_CHOICES[settings.format === 'label-studio' ? 'label-studio' : 'cvat-video']
    }
    onChange={(labelShape) => onChange({ labelShape })}
  />
);

export const LargePartsSwitch = ({ settings, onChange }: OptionProps) => (
  <LabelledSwitch
    label="Large parts only"
    hint="Leaves out parts under a tenth of the largest, so that boxes fit."
    checked={settings.largePartsOnly}
    onChange={(largePartsOnly) => onChange({ largePartsOnly })}
  />
);
