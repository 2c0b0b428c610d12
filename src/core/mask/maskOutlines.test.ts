import { expect, test } from 'vitest';
import { createSeededRandom } from '../util/seededRandom.ts';
import { keepLargeParts } from './keepLargeParts.ts';
import { joinOutlines, maskOutlines } from './maskOutlines.ts';
import { maskIou } from './maskStatistics.ts';
import type { Outline } from './simplifyOutline.ts';

const draw = (
  width: number,
  height: number,
  inside: (x: number, y: number) => boolean,
): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: width * height }, (_, at) =>
    inside(at % width, Math.floor(at / width)) ? 1 : 0,
  );

/** Winding number at the centres of pixels: written from the rule alone. */
const fill = (outlines: readonly Outline[], width: number, height: number): Uint8Array =>
  draw(width, height, (column, row) => {
    const [x, y] = [column + 0.5, row + 0.5];
    let winding = 0;
    for (const outline of outlines) {
      for (let at = 0; at < outline.length; at += 2) {
        const [x1, y1] = [outline[at] ?? 0, outline[at + 1] ?? 0];
        const next = (at + 2) % outline.length;
        const [x2, y2] = [outline[next] ?? 0, outline[next + 1] ?? 0];
        if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) {
          winding += y2 > y1 ? 1 : -1;
        }
      }
    }
    return winding !== 0;
  });

const disc = (cx: number, cy: number, radius: number) => (x: number, y: number) =>
  Math.hypot(x + 0.5 - cx, y + 0.5 - cy) < radius;

test('outlines filled again are the mask, pixel by pixel; holes are filled', () => {
  const ring = draw(40, 30, (x, y) => disc(20, 15, 12)(x, y) && !disc(20, 15, 5)(x, y));
  expect(fill(maskOutlines(ring, 40, 0), 40, 30)).toEqual(draw(40, 30, disc(20, 15, 12)));
  // Noise has every case of pixels that touch by a corner; none of its holes is left open.
  const random = createSeededRandom('noise');
  const noise = draw(16, 16, () => random() < 0.5);
  const filled = fill(maskOutlines(noise, 16, 0), 16, 16);
  expect(noise.every((value, at) => value === 0 || filled[at] === 1)).toBe(true);
  expect(maskOutlines(new Uint8Array(64), 8, 0)).toEqual([]);
});

test('a mask that fills the picture is its frame', () => {
  expect(maskOutlines(new Uint8Array(12).fill(1), 4, 0)).toEqual([[4, 0, 4, 3, 0, 3, 0, 0]]);
});

test('a tolerance of a pixel leaves few corners and the same shape', () => {
  const mask = draw(200, 120, disc(90, 60, 50));
  const [exact = []] = maskOutlines(mask, 200, 0);
  const [simple = []] = maskOutlines(mask, 200, 1);
  expect(simple.length).toBeLessThan(exact.length / 4);
  expect(maskIou(fill([simple], 200, 120), mask)).toBeGreaterThan(0.97);
});

test('several parts become one polygon that covers the same pixels, the largest first', () => {
  const mask = draw(60, 40, (x, y) => disc(15, 20, 9)(x, y) || disc(42, 20, 12)(x, y));
  const outlines = maskOutlines(mask, 60, 0);
  expect(outlines).toHaveLength(2);
  const joined = joinOutlines(outlines);
  expect(joined?.slice(0, 2)).toEqual(outlines[0]?.slice(0, 2));
  expect(fill([joined ?? []], 60, 40)).toEqual(mask);
  expect(joinOutlines([])).toBeNull();
});

test('parts under a tenth of the largest are left out, others stay', () => {
  const large = disc(20, 20, 12);
  const half = disc(50, 20, 7);
  const speck = disc(1, 1, 2);
  const mask = draw(64, 40, (x, y) => large(x, y) || half(x, y) || speck(x, y));
  const kept = draw(64, 40, (x, y) => large(x, y) || half(x, y));
  expect(keepLargeParts(mask, 64)).toEqual(kept);
  expect(mask[0]).toBe(1);
  expect(keepLargeParts(kept, 64)).toBe(kept);
});
