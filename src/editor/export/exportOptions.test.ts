import { expect, test } from 'vitest';
import type { AnyManifest } from '../../core/model/manifest.ts';
import type { BrushStroke } from '../../core/mask/brushStroke.ts';
import { chosenLabelUnit } from './exportOptions.ts';

const INSTANCES = { kind: 'instances' } as AnyManifest;
const PAPER = { kind: 'paper' } as AnyManifest;
const STROKE: BrushStroke = {
  frameIndex: 0,
  mode: 'add',
  radius: 0.1,
  points: [0, 0],
  carriedFrom: null,
};
const SETTINGS = { format: 'coco-rle', layout: 'davis', labelUnit: null } as const;
const PLAIN = [{ strokes: [] }];
const PAINTED = [{ strokes: [] }, { strokes: [STROKE] }];

test('labels are of instances where the model has them and nothing was painted, or as chosen', () => {
  expect(chosenLabelUnit(SETTINGS, PLAIN, INSTANCES)).toBe('instance');
  expect(chosenLabelUnit(SETTINGS, PAINTED, INSTANCES)).toBe('object');
  expect(chosenLabelUnit({ ...SETTINGS, labelUnit: 'instance' }, PAINTED, INSTANCES)).toBe(
    'instance',
  );
  expect(chosenLabelUnit({ ...SETTINGS, labelUnit: 'object' }, PLAIN, INSTANCES)).toBe('object');
});

test('no instances: another kind of model, no model, pictures, a benchmark of sentences', () => {
  const chosen = { ...SETTINGS, labelUnit: 'instance' } as const;
  expect(chosenLabelUnit(chosen, PLAIN, PAPER)).toBe('object');
  expect(chosenLabelUnit(chosen, PLAIN, null)).toBe('object');
  expect(chosenLabelUnit({ ...chosen, format: 'rgba-png' }, PLAIN, INSTANCES)).toBe('object');
  const maps = { ...chosen, format: 'palette-png' } as const;
  expect(chosenLabelUnit(maps, PLAIN, INSTANCES)).toBe('instance');
  expect(chosenLabelUnit({ ...maps, layout: 'ref-avs' }, PLAIN, INSTANCES)).toBe('object');
});
