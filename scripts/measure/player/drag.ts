import type { Page } from 'playwright';

/** Half and nineteen of twenty of the values lie at or below them. */
type Percentiles = { readonly median: number; readonly p95: number; readonly count: number };

export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95), count: sorted.length };
}

export const formatPercentiles = ({ median, p95, count }: Percentiles): string =>
  `median ${median.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms (${count})`;

type DragFigures = {
  /**
   * From a pointer event to the first picture on the screen that was asked for by it or by a later
   * one: of exactly such a frame, in the screen's pixels.
   */
  readonly exact: Percentiles;
  /** The same, of a frame at most `NEAR_FRAMES` away: in the screen's pixels. */
  readonly near: Percentiles;
  /** The same, thumbnails in its place counted too. */
  readonly any: Percentiles;
  /** From a pointer event to the thumbnail under the pointer. */
  readonly thumbnail: Percentiles;
  /** From the last pointer event to its own frame. */
  readonly lastMilliseconds: number;
};

export type Drag = {
  /** Shares of the timeline. */
  readonly from: number;
  readonly to: number;
};

type Move = { readonly at: number; readonly frame: number };
type Paint = Move & { readonly sharpness: string };

/** Written by the page while it is dragged over; times are of `performance.now()`. */
type DragRecording = {
  readonly moves: readonly Move[];
  readonly paints: readonly Paint[];
  readonly thumbnails: readonly number[];
};

type RecordingWindow = Window & { recorded?: DragRecording };

/** A second of the clip: 19 pixels of a timeline of 1150 that shows a minute. */
export const NEAR_FRAMES = 30;
const MOVES_PER_DRAG = 40;
const MOVE_INTERVAL_MILLISECONDS = 40;
const SETTLE_MILLISECONDS = 3000;

/**
 * Watches the app from outside: pointer events as they come, the number of the frame that stands
 * below the picture in the moment it is drawn, and the frame of animation after each.
 */
export async function recordDrags(page: Page): Promise<void> {
  await page.evaluate(() => {
    const recorded = {
      moves: [] as { at: number; frame: number }[],
      paints: [] as { at: number; frame: number; sharpness: string }[],
      thumbnails: [] as number[],
    };
    (window as RecordingWindow).recorded = recorded;
    const timeline = document.querySelector('[data-timeline]');
    const facts = document.querySelector('#frame-facts');
    const preview = timeline?.parentElement?.querySelector('[class*="preview"] span');
    const canvas = document.querySelector<HTMLElement>('canvas[data-sharpness]');
    if (!timeline || !facts || !preview || !canvas) throw new Error('The editor is not open.');
    // Everything in here is sent to the page as text, so it holds its own functions.
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const painted = (note: (at: number) => void): void => {
      // The callback after the next one runs when the frame between them is on the screen.
      requestAnimationFrame(() => requestAnimationFrame((at) => note(at)));
    };
    // At the window the app has heard of the event already, and moved its playhead.
    window.addEventListener('pointermove', ({ buttons, timeStamp }) => {
      if (buttons > 0) {
        const frame = Number(timeline.getAttribute('aria-valuenow'));
        recorded.moves.push({ at: timeStamp, frame });
      }
    });
    const pictures = new MutationObserver(() => {
      const frame = Number(/^Frame (\d+):/.exec(facts.textContent ?? '')?.[1] ?? Number.NaN);
      const sharpness = canvas.dataset['sharpness'] ?? '';
      painted((at) => recorded.paints.push({ at, frame, sharpness }));
    });
    pictures.observe(facts, { childList: true, characterData: true, subtree: true });
    pictures.observe(canvas, { attributeFilter: ['data-sharpness'] });
    new MutationObserver(() => {
      const move = recorded.moves.at(-1)?.at ?? performance.now();
      painted((at) => recorded.thumbnails.push(at - move));
    }).observe(preview, { childList: true, characterData: true, subtree: true });
  });
}

/**
 * Latency of each move: until the first painted picture that answers it or a later move that was
 * made by then. Several moves can be answered by one picture; moves that nothing answered do not
 * end well.
 */
export function seekLatencies<P extends Move>(
  { moves, paints }: { readonly moves: readonly Move[]; readonly paints: readonly P[] },
  answers: (paint: P, frame: number) => boolean = (paint, frame) => paint.frame === frame,
): number[] {
  const latencies: number[] = [];
  for (const [index, { at }] of moves.entries()) {
    const answer = paints.find(
      (paint) =>
        paint.at > at &&
        moves.slice(index).some((move) => move.at < paint.at && answers(paint, move.frame)),
    );
    if (answer) latencies.push(answer.at - at);
  }
  return latencies;
}

const isSharp = ({ sharpness }: Paint): boolean => sharpness !== 'thumbnail';
const isNear = (paint: Paint, frame: number): boolean =>
  Math.abs(paint.frame - frame) <= NEAR_FRAMES;

/** Drags the playhead from place to place, at a hand's pace, and lets it rest after each. */
export async function measureDrag(page: Page, drags: readonly Drag[]): Promise<DragFigures> {
  const box = await page.locator('[data-timeline]').boundingBox();
  if (box === null) throw new Error('The timeline is not shown.');
  const y = box.y + box.height / 2;
  const lists = { exact: [], near: [], any: [], thumbnail: [], last: [] } as Record<
    'exact' | 'near' | 'any' | 'thumbnail' | 'last',
    number[]
  >;
  for (const { from, to } of drags) {
    await page.mouse.move(box.x + box.width * from, y);
    await page.mouse.down();
    for (let move = 1; move <= MOVES_PER_DRAG; move += 1) {
      const share = from + ((to - from) * move) / MOVES_PER_DRAG;
      await page.mouse.move(box.x + box.width * share, y);
      await page.waitForTimeout(MOVE_INTERVAL_MILLISECONDS);
    }
    await page.waitForTimeout(SETTLE_MILLISECONDS);
    await page.mouse.up();
    const recorded = await page.evaluate(() => {
      const all = (window as RecordingWindow).recorded;
      const taken = all && structuredClone(all);
      for (const list of Object.values(all ?? {})) (list as unknown[]).length = 0;
      return taken;
    });
    if (recorded === undefined) throw new Error('Nothing was recorded.');
    lists.exact.push(
      ...seekLatencies(recorded, (paint, frame) => paint.frame === frame && isSharp(paint)),
    );
    lists.near.push(
      ...seekLatencies(recorded, (paint, frame) => isNear(paint, frame) && isSharp(paint)),
    );
    lists.any.push(...seekLatencies(recorded, isNear));
    lists.thumbnail.push(...recorded.thumbnails);
    const last = recorded.moves.at(-1);
    const own = recorded.paints.find(
      (paint) => last && paint.at > last.at && paint.frame === last.frame && isSharp(paint),
    );
    lists.last.push(last && own ? own.at - last.at : Number.NaN);
  }
  return {
    exact: percentilesOf(lists.exact),
    near: percentilesOf(lists.near),
    any: percentilesOf(lists.any),
    thumbnail: percentilesOf(lists.thumbnail),
    lastMilliseconds: percentilesOf(lists.last).median,
  };
}
