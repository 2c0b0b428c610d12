import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maskIou } from '../../core/mask/maskStatistics.ts';
import { encodeRunLengths, MASK_GRID_SIDE } from '../../core/mask/instanceSelection.ts';
import { createEngineClient } from '../client.ts';
import type { ClipInfo, TrackedFrame } from '../../protocol/requests.ts';

const engine = createEngineClient();
const [WIDTH, HEIGHT] = [480, 270];

beforeAll(async () => {
  await engine.request('open-bundle', {
    url: '/tests/fixtures/bundles/paper/',
    provider: 'wasm',
  });
});
afterAll(() => engine.dispose());

const openSample = async (name: string): Promise<ClipInfo> => {
  const blob = await (await fetch(`/samples/${name}`)).blob();
  return engine.request('open-clip', { file: new File([blob], name) });
};

/** An object that covers an ellipse; shares of the picture. */
type Ellipse = {
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly high: number;
};

const ellipseMask = ({ x, y, wide, high }: Ellipse, width: number, height: number): Uint8Array =>
  Uint8Array.from({ length: width * height }, (_, pixel) => {
    const right = ((pixel % width) + 0.5) / width - x;
    const down = (Math.floor(pixel / width) + 0.5) / height - y;
    return (right / wide) ** 2 + (down / high) ** 2 <= 1 ? 1 : 0;
  });

const jpeg = (context: OffscreenCanvasRenderingContext2D): Promise<Blob> =>
  context.canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });

/** A piece of one sample's picture that moves over the frames of another sample. */
const movingScene = async (
  background: string,
  thing: string,
  places: readonly Ellipse[],
): Promise<ClipInfo> => {
  const stills: ImageBitmap[] = [];
  const info = await openSample(background);
  for (const index of places.keys()) {
    const frameIndex = Math.min(index, info.ptsSeconds.length - 1);
    stills.push(await engine.request('read-still', { frameIndex, maxWidth: WIDTH }));
  }
  const piece = await createImageBitmap(await (await fetch(`/samples/${thing}`)).blob());
  const context = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d');
  if (!context) {
    throw new Error('The browser gives no 2D canvas.');
  }
  const frames: Blob[] = [];
  for (const [index, { x, y, wide, high }] of places.entries()) {
    context.drawImage(stills[index]!, 0, 0, WIDTH, HEIGHT);
    context.save();
    context.beginPath();
    context.ellipse(x * WIDTH, y * HEIGHT, wide * WIDTH, high * HEIGHT, 0, 0, 2 * Math.PI);
    context.clip();
    const [left, top] = [(x - wide) * WIDTH, (y - high) * HEIGHT];
    // The middle of the photo, where its object is.
    context.drawImage(
      piece,
      piece.width * 0.3,
      piece.height * 0.3,
      piece.width * 0.4,
      piece.height * 0.5,
      left,
      top,
      2 * wide * WIDTH,
      2 * high * HEIGHT,
    );
    context.restore();
    frames.push(await jpeg(context));
  }
  return engine.request('open-image-sequence', { name: 'scene', frames, audio: null });
};

const follow = (region: Ellipse, frameIndex: number, range: readonly [number, number]) =>
  engine.request('track-region', {
    frameIndex,
    region: encodeRunLengths(ellipseMask(region, MASK_GRID_SIDE, MASK_GRID_SIDE)),
    resultId: null,
    range,
  });

/** Of the region where it was carried to, and where the object is. */
const iousOf = (
  followed: readonly TrackedFrame[],
  places: readonly Ellipse[],
  from: number,
): number[] =>
  followed.map(({ frameIndex, right, down, widthScale, heightScale }) => {
    const { x, y, wide, high } = places[from]!;
    const carried = {
      x: x * widthScale + right,
      y: y * heightScale + down,
      wide: wide * widthScale,
      high: high * heightScale,
    };
    return maskIou(
      ellipseMask(carried, WIDTH, HEIGHT),
      ellipseMask(places[frameIndex]!, WIDTH, HEIGHT),
    );
  });

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a region is followed', () => {
  const FRAMES = 13;
  const arc = (growth: number): Ellipse[] =>
    Array.from({ length: FRAMES }, (_, index) => {
      const share = index / (FRAMES - 1);
      const size = 1 + growth * (share - 0.5);
      return {
        x: 0.3 + 0.35 * share,
        y: 0.5 + 0.2 * Math.sin(4 * share),
        wide: 0.09 * size,
        high: 0.14 * size,
      };
    });

  test.each([
    ['pond.webm', 'paddock.jpg', 0],
    ['paddock.mp4', 'two-shots.jpg', 0],
    ['meadow.mp4', 'pond.jpg', 0.5],
  ])('over %s, a piece of %s, growing by %d', async (background, thing, growth) => {
    const places = arc(growth);
    await movingScene(background, thing, places);
    const from = 6;
    const followed = await follow(places[from]!, from, [0, FRAMES - 1]);
    const ious = iousOf(followed, places, from);
    const still = iousOf(
      followed.map((frame) => ({ ...frame, right: 0, down: 0 })),
      places,
      from,
    );
    console.log(
      `${background} ${thing} growth ${growth}: ${followed.length} of ${FRAMES - 1} frames,`,
      `IoU mean ${mean(ious).toFixed(3)} least ${Math.min(...ious).toFixed(3)},`,
      `left where it was ${mean(still).toFixed(3)}`,
    );
    // What grows looks like something else in the end: given up rather than carried wrong.
    expect(followed.length).toBeGreaterThanOrEqual(growth === 0 ? FRAMES - 1 : 6);
    expect(Math.min(...ious)).toBeGreaterThan(0.5);
    expect(mean(ious)).toBeGreaterThan(0.6);
    expect(mean(ious)).toBeGreaterThan(mean(still) + 0.2);
  });

  /** Of two-shots.mp4. */
  const FIRST_OF_SECOND_SHOT = 100;

  test('not into another shot', async () => {
    await openSample('two-shots.mp4');
    const region: Ellipse = { x: 0.45, y: 0.5, wide: 0.12, high: 0.18 };
    const followed = await follow(region, FIRST_OF_SECOND_SHOT - 3, [
      FIRST_OF_SECOND_SHOT - 5,
      FIRST_OF_SECOND_SHOT + 5,
    ]);
    const frames = followed.map(({ frameIndex }) => frameIndex - FIRST_OF_SECOND_SHOT);
    expect(frames.toSorted((a, b) => a - b)).toEqual([-5, -4, -2, -1]);
  });
});
