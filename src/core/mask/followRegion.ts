import type { CellFeatures } from './regionFeatures.ts';
import { trackRegion, type CellOffset, type RegionTemplate } from './trackRegion.ts';

/** A lower similarity is another object, or another shot. */
const MIN_SIMILARITY = 0.6;

/**
 * Follows a region from frame to frame until it is lost. Every frame is compared with the one that the
 * person saw, not with the one before it, so errors do not add up; where it was in the frame before,
 * and how it moved, says where to look.
 * @param frames indices outwards from the template's own
 * @param width cells of a row
 * @throws what `read` throws
 */
export async function* followRegion(
  template: RegionTemplate,
  frames: Iterable<number>,
  width: number,
  read: (frameIndex: number) => Promise<CellFeatures>,
): AsyncGenerator<{ readonly frameIndex: number; readonly offset: CellOffset }, void> {
  let here: CellOffset = { right: 0, down: 0 };
  let before = here;
  for (const frameIndex of frames) {
    const guess = { right: 2 * here.right - before.right, down: 2 * here.down - before.down };
    const { offset, similarity } = trackRegion(template, await read(frameIndex), width, guess);
    if (similarity < MIN_SIMILARITY) {
      return;
    }
    before = here;
    here = offset;
    yield { frameIndex, offset };
  }
}
