import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createExportScene,
  uniformPresence,
  type SceneInstance,
} from '../../../tests/fixtures/exportScene.ts';
import { readFixture } from '../../../tests/fixtures/readFixture.ts';
import type { LookName } from '../../core/mask/lookNames.ts';
import { objectColour } from '../../core/mask/palette.ts';
import { openClip } from '../media/openClip.ts';
import type { MediaClip } from '../media/openClip.ts';
import { KEY_GREEN } from '../../rendering/looks/green.ts';
import { estimateExport, runExport } from './runExport.ts';

const FRAME = 6;
const LEFT: SceneInstance = {
  name: 'the left one',
  centre: [35, 50],
  radius: 14,
  presence: uniformPresence(12, 0.9),
};
const RIGHT: SceneInstance = { ...LEFT, name: 'the right one', centre: [50, 50] };
/** Pixels of the 160 x 96 picture: in the left object alone, in both, in the right alone, in none. */
const [IN_LEFT, IN_BOTH, IN_RIGHT, IN_NONE] = [48, 71, 100, 8].map((x) => 50 * 160 + x) as [
  number,
  number,
  number,
  number,
];
let clip: MediaClip;

beforeAll(async () => {
  clip = await openClip(await readFixture('slow-rate.mp4'));
});

afterAll(() => clip.dispose());

const exportStill = async (stillLook: LookName, instances: readonly SceneInstance[] = [LEFT]) => {
  const scene = await createExportScene(clip, instances);
  const options = scene.options({ format: 'still-png', stillLook }, [FRAME, FRAME]);
  const { file } = await runExport(scene.source, options, null, () => undefined);
  expect([file.name, file.type]).toEqual(['slow-rate.png', 'image/png']);
  expect((await estimateExport(scene.source, options)).bytes).toBe(file.size);
  const { data, channels } = decode(await file.arrayBuffer());
  return (pixel: number): readonly number[] =>
    Array.from(data.subarray(channels * pixel, channels * pixel + channels));
};

/** The clip's picture: a still in which nobody found anything. */
const original = (): Promise<(pixel: number) => readonly number[]> =>
  exportStill('overlay', [{ ...LEFT, presence: new Map() }]);

const mixed = (under: readonly number[], over: readonly number[]): readonly number[] =>
  [0, 1, 2].map((channel) => ((under[channel] ?? 0) + (over[channel] ?? 0)) / 2);

/** Largest step between neighbours in the bars at the top, the picture's sharpest edges. */
const steepest = (pixelOf: (pixel: number) => readonly number[]): number =>
  Math.max(
    ...Array.from({ length: 158 }, (_, x) =>
      Math.abs((pixelOf(10 * 160 + x)[0] ?? 0) - (pixelOf(10 * 160 + x + 1)[0] ?? 0)),
    ),
  );

const expectNear = (found: readonly number[], wanted: readonly number[]): void =>
  [0, 1, 2].forEach((channel) =>
    expect(Math.abs((found[channel] ?? 0) - (wanted[channel] ?? 0))).toBeLessThanOrEqual(2),
  );

describe('a still', () => {
  test('as an overlay has each object in its colour, the first on top', async () => {
    const [still, picture] = [await exportStill('overlay', [LEFT, RIGHT]), await original()];
    const colours = [objectColour(0), objectColour(1)] as const;
    expectNear(still(IN_NONE), picture(IN_NONE));
    expectNear(still(IN_LEFT), mixed(picture(IN_LEFT), colours[0]));
    expectNear(still(IN_BOTH), mixed(mixed(picture(IN_BOTH), colours[1]), colours[0]));
    expectNear(still(IN_RIGHT), mixed(picture(IN_RIGHT), colours[1]));
  });

  test('as a cut-out is transparent around the object', async () => {
    const [still, picture] = [await exportStill('cut-out'), await original()];
    expect(still(IN_NONE)).toEqual([0, 0, 0, 0]);
    expectNear(still(IN_LEFT), picture(IN_LEFT));
    expect(still(IN_LEFT)[3]).toBe(255);
  });

  test('as a matte is white inside of the objects and black around them', async () => {
    const still = await exportStill('matte', [LEFT, RIGHT]);
    expect([IN_NONE, IN_LEFT, IN_BOTH, IN_RIGHT].map((pixel) => still(pixel)[0])).toEqual([
      0, 255, 255, 255,
    ]);
  });

  test('before green has the key’s own green', async () => {
    const [still, picture] = [await exportStill('green'), await original()];
    expectNear(still(IN_NONE), KEY_GREEN);
    expectNear(still(IN_LEFT), picture(IN_LEFT));
  });

  test('before a blurred background is sharp inside of the object only', async () => {
    const [still, picture] = [await exportStill('blurred'), await original()];
    expectNear(still(IN_LEFT), picture(IN_LEFT));
    expect(steepest(picture)).toBeGreaterThan(100);
    expect(steepest(still)).toBeLessThan(60);
  });
});
