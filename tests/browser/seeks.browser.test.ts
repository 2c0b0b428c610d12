import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { NO_POSTPROCESS } from '../../src/core/mask/postprocessSettings.ts';
import { createSeededRandom } from '../../src/core/util/seededRandom.ts';
import type { DrawnFrame } from '../../src/editor/playback/frameDisplay.ts';
import { createPlayer, type Player } from '../../src/editor/playback/player.ts';
import { createEngineClient, type EngineClient } from '../../src/engine/client.ts';
import type { ClipInfo, MedianMask, RequestBody } from '../../src/protocol/requests.ts';
import { readFixture } from '../fixtures/readFixture.ts';
import { isHostileFile, ZOO } from '../fixtures/zoo/zoo.ts';
import { fuzzRuns } from '../fuzz/fuzzRuns.ts';

/*
 * Random seeks by the app's own player, over the zoo: whatever is drawn, the number that is burnt into
 * the picture, the number that its mask spells and the index that the page names are one. The masks are
 * made here; all else is the app's.
 */

vi.setConfig({ testTimeout: 3 * 3600_000 });

const SEED = 'seeks';
const BARS = 8;
const MASK_SIDE = 64;
const TINT = [255, 0, 255] as const;

type Numbered = { readonly file: string; readonly first: number };

/** Clips whose frames count up by one in the picture. */
const CLIPS: readonly Numbered[] = ZOO.flatMap(({ file, expected }) => {
  if (isHostileFile(file) || expected.outcome === 'refused' || expected.codec !== null) {
    return [];
  }
  const { numbers, frames, reading, lost } = expected;
  const isCounting =
    numbers !== null && frames > 1 && numbers[2] - numbers[0] === frames - 1 && numbers[2] < 256;
  return isCounting && reading === 'left-to-right' && lost.length === 0
    ? [{ file, first: numbers[0] }]
    : [];
});

/** In the lower half of the picture, bars as in the upper one. */
const maskOf = (frameIndex: number, first: number): MedianMask => {
  const probability = new Uint8Array(MASK_SIDE * MASK_SIDE);
  for (let cell = 0; cell < probability.length; cell++) {
    const bar = Math.floor(((cell % MASK_SIDE) * BARS) / MASK_SIDE);
    const isLower = cell >= probability.length / 2;
    probability[cell] = isLower && ((frameIndex + first) >> bar) & 1 ? 255 : 0;
  }
  return {
    frameIndex,
    presence: 1,
    cueWeights: { sound: 0, sight: 1, words: 0 },
    objectScores: [1],
    maskWidth: MASK_SIDE,
    maskHeight: MASK_SIDE,
    probability,
    medianFrameCount: 1,
  };
};

const readBars = (
  canvas: HTMLCanvasElement,
  y: number,
  isSet: (red: number, green: number, blue: number) => boolean,
): number => {
  const context = canvas.getContext('2d')!;
  let number = 0;
  for (let bar = 0; bar < BARS; bar++) {
    const x = Math.floor(((bar + 0.5) / BARS) * canvas.width);
    const [red = 0, green = 0, blue = 0] = context.getImageData(
      x,
      Math.floor(y * canvas.height),
      1,
      1,
    ).data;
    number += isSet(red, green, blue) ? 2 ** bar : 0;
  }
  return number;
};

const isTinted = (red: number, green: number, blue: number): boolean =>
  red > 200 && blue > 200 && green < 60;

let engine: EngineClient;
let first = 0;
beforeAll(() => {
  const real = createEngineClient();
  engine = {
    ...real,
    request: (name, body, options) =>
      name === 'read-mask'
        ? // The type of the answer is that of the request, which only its name tells.
          Promise.resolve<never>(
            maskOf((body as RequestBody<'read-mask'>).frameIndex, first) as never,
          )
        : real.request(name, body, options),
  };
});
afterAll(() => engine.dispose());

const openPlayer = (canvas: HTMLCanvasElement, info: ClipInfo): Player => {
  const player = createPlayer(engine, (error) => {
    throw error;
  });
  player.attach(canvas);
  player.openClip(info);
  player.setLayers([
    {
      objectId: 'a',
      resultId: info.clipId,
      revision: 1,
      stateOf: () => 'present',
      isDetected: () => true,
      maskThreshold: 0.5,
      finish: NO_POSTPROCESS,
      strokes: [],
      opacity: 1,
      colour: TINT,
      pattern: 'plain',
    },
  ]);
  return player;
};

/** What of the drawn frame does not go with the rest, in words; null when all agree. */
const disagreement = (canvas: HTMLCanvasElement, drawn: DrawnFrame): string | null => {
  const named = drawn.frameIndex + first;
  const pictured = readBars(canvas, 0.25, (red) => red > 128);
  if (pictured !== named) {
    return `frame ${drawn.frameIndex}: the picture is of ${pictured}, not of ${named}`;
  }
  const isMasked = drawn.objects.some(({ share }) => share !== null);
  const masked = isMasked ? readBars(canvas, 0.75, isTinted) : named;
  return masked === named
    ? null
    : `frame ${drawn.frameIndex}: the mask is of ${masked}, not of ${named}`;
};

test('picture, mask and frame index never differ, in random seeks over the zoo', async () => {
  const seeks = fuzzRuns(160, 10_000);
  const inSuite = CLIPS.filter((_, index) => index % 7 === 0);
  const clips = fuzzRuns(0, 1) === 0 ? inSuite : CLIPS;
  const random = createSeededRandom(SEED);
  const wrong: string[] = [];
  let draws = 0;
  let masks = 0;
  for (const [position, clip] of clips.entries()) {
    const info = await engine.request('open-clip', { file: await readFixture(clip.file) });
    ({ first } = clip);
    const canvas = document.createElement('canvas');
    // A picture of three rows would have one row at 160 pixels, for both numbers.
    canvas.style.width = `${info.height < BARS ? info.width : 160}px`;
    document.body.append(canvas);
    const player = openPlayer(canvas, info);
    const stop = player.drawnFrame.subscribe(() => {
      const drawn = player.drawnFrame.value;
      if (drawn === null) {
        return;
      }
      draws += 1;
      masks += drawn.objects.some(({ share }) => share !== null) ? 1 : 0;
      const found = disagreement(canvas, drawn);
      if (found !== null) {
        wrong.push(`${clip.file}, ${found}`);
      }
    });
    const share = Math.floor((seeks * (position + 1)) / clips.length);
    for (let seek = Math.floor((seeks * position) / clips.length); seek < share; seek++) {
      const target = Math.floor(random() * info.ptsSeconds.length);
      player.seek(target);
      // Half of them are overtaken by the next, as in a drag.
      if (random() < 0.5 || seek === share - 1) {
        await expect
          .poll(() => player.drawnFrame.value?.frameIndex, { interval: 5, timeout: 240_000 })
          .toBe(target);
      } else {
        await new Promise((resolve) => setTimeout(resolve, random() * 20));
      }
    }
    stop();
    player.dispose();
    canvas.remove();
  }
  // Shown by the reporter of a long run, for docs/reliability.md.
  console.info(`${seeks} seeks over ${clips.length} clips: ${draws} draws, ${masks} with a mask.`);
  expect(wrong).toEqual([]);
  expect(draws).toBeGreaterThan(seeks / 2);
  expect(masks).toBeGreaterThan(draws / 4);
});
