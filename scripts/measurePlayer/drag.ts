import type { Page } from 'playwright';
import { spreadOf, type Spread } from './figures.ts';

export type DragFigures = {
  /** From a pointer event to the first frame painted for it or for a later one. */
  readonly frame: Spread;
  /** From a pointer event to the thumbnail under the pointer. */
  readonly thumbnail: Spread;
  /** From the last pointer event to its own frame. */
  readonly lastMilliseconds: number;
};

/** Written by the page while it is dragged over; times are of `performance.now()`. */
type Recorded = {
  readonly moves: readonly { readonly at: number; readonly frame: number }[];
  readonly paints: readonly { readonly at: number; readonly frame: number }[];
  readonly thumbnails: readonly number[];
};

type RecordingWindow = Window & { recorded?: Recorded };

const DRAGS = 3;
const MOVES = 40;
const MOVE_MILLISECONDS = 40;
const SETTLE_MILLISECONDS = 3000;

/**
 * Watches the app from outside: pointer events as they come, the number of the frame that stands
 * below the picture in the moment it is drawn, and the frame of animation after each.
 */
async function record(page: Page): Promise<void> {
  await page.evaluate(() => {
    const recorded = {
      moves: [] as { at: number; frame: number }[],
      paints: [] as { at: number; frame: number }[],
      thumbnails: [] as number[],
    };
    (window as RecordingWindow).recorded = recorded;
    const timeline = document.querySelector('[data-timeline]');
    const facts = document.querySelector('#frame-facts');
    const preview = timeline?.parentElement?.querySelector('[class*="preview"] span');
    if (!timeline || !facts || !preview) throw new Error('The editor is not open.');
    // Everything in here is sent to the page as text, so it holds its own functions.
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const painted = (note: (at: number) => void): void => {
      // The callback after the next one runs when the frame between them is on the screen.
      requestAnimationFrame(() => requestAnimationFrame((at) => note(at)));
    };
    timeline.addEventListener('pointermove', (event) => {
      const at = event.timeStamp;
      // The app has moved its playhead when the bubbling ends.
      queueMicrotask(() => {
        const frame = Number(timeline.getAttribute('aria-valuenow'));
        recorded.moves.push({ at, frame });
      });
    });
    new MutationObserver(() => {
      const frame = Number(/^Frame (\d+):/.exec(facts.textContent ?? '')?.[1] ?? Number.NaN);
      if (recorded.paints.at(-1)?.frame !== frame) {
        painted((at) => recorded.paints.push({ at, frame }));
      }
    }).observe(facts, { childList: true, characterData: true, subtree: true });
    new MutationObserver(() => {
      const move = recorded.moves.at(-1)?.at ?? performance.now();
      painted((at) => recorded.thumbnails.push(at - move));
    }).observe(preview, { childList: true, characterData: true, subtree: true });
  });
}

/**
 * Latency of each move: until the first painted frame that was asked for by it or by a later move.
 * Several moves can be answered by one frame; moves that nothing answered do not end well.
 */
export function latenciesOf({ moves, paints }: Pick<Recorded, 'moves' | 'paints'>): number[] {
  const latencies: number[] = [];
  for (const [index, { at }] of moves.entries()) {
    const asked = new Set(moves.slice(index).map(({ frame }) => frame));
    const answer = paints.find((paint) => paint.at > at && asked.has(paint.frame));
    if (answer) latencies.push(answer.at - at);
  }
  return latencies;
}

/** Drags the playhead across the whole timeline and back, at a hand's speed. */
export async function measureDrag(page: Page): Promise<DragFigures> {
  const box = await page.locator('[data-timeline]').boundingBox();
  if (box === null) throw new Error('The timeline is not shown.');
  const y = box.y + box.height / 2;
  await record(page);
  const lasts: number[] = [];
  const frames: number[] = [];
  const thumbnails: number[] = [];
  for (let drag = 0; drag < DRAGS; drag += 1) {
    const from = drag % 2 === 0 ? 0.03 : 0.97;
    await page.mouse.move(box.x + box.width * from, y);
    await page.mouse.down();
    for (let move = 1; move <= MOVES; move += 1) {
      const share = from + ((1 - 2 * from) * move) / MOVES;
      await page.mouse.move(box.x + box.width * share, y);
      await page.waitForTimeout(MOVE_MILLISECONDS);
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
    frames.push(...latenciesOf(recorded));
    thumbnails.push(...recorded.thumbnails);
    const last = recorded.moves.at(-1);
    const own = recorded.paints.findLast(({ frame }) => frame === last?.frame);
    lasts.push(last && own ? own.at - last.at : Number.NaN);
  }
  return {
    frame: spreadOf(frames),
    thumbnail: spreadOf(thumbnails),
    lastMilliseconds: spreadOf(lasts).median,
  };
}
