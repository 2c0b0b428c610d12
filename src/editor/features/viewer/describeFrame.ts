import { strokesOfFrame } from '../../../core/mask/brushStroke.ts';
import type { DrawnFrame, DrawnObject } from '../../playback/frameDisplay.ts';
import type { ObjectView } from '../../search/objectViews.ts';
import { formatScore } from '../../ui/format.ts';
import { objectName } from '../../document/projectDocument.ts';

const describeMaskShare = (share: number | null): string => {
  // The score comes before the mask, which is read from the engine.
  if (share === null) {
    return ', its mask is loading';
  }
  if (share === 0) {
    return ', 0 % of the picture at this mask threshold';
  }
  return `, ${share < 0.01 ? 'less than 1' : Math.round(share * 100)} % of the picture`;
};

const describeFrameState = (
  { state, share }: DrawnObject,
  presence: number | undefined,
): string => {
  const score = presence === undefined ? '' : ` (score ${formatScore(presence)})`;
  switch (state) {
    case 'not-computed':
      return 'not searched yet';
    case 'empty':
      return `absent${score}`;
    default:
      return `present${describeMaskShare(share)}${score}`;
  }
};

/** More names would be cut off; the lanes show the rest. */
const MAX_NAMED_OTHERS = 2;

const describeOthers = (names: readonly string[]): string => {
  const named = names.slice(0, MAX_NAMED_OTHERS).map((name) => `“${name}”`);
  const more = names.length - named.length;
  const which = more > 0 ? [...named, `${more} more`] : named;
  return names.length === 0 ? '' : `; also here: ${which.join(', ')}`;
};

/**
 * The canvas as text: `Frame 97: present, 12 % of the picture (score 0.98)`. Of several objects the
 * selected one, or the first that is drawn; of the others, the names of those that are present.
 */
export const describeFrame = (
  { frameIndex, concealedByFrameIndex, objects }: DrawnFrame,
  views: readonly ObjectView[],
  selectedId: string | null,
): string => {
  const frame =
    concealedByFrameIndex === null
      ? `Frame ${frameIndex + 1}`
      : `Frame ${frameIndex + 1} is damaged, frame ${concealedByFrameIndex + 1} is shown`;
  const viewOf = (id: string): ObjectView | undefined =>
    views.find(({ object }) => object.id === id);
  const facts = objects.find(({ objectId }) => objectId === selectedId) ?? objects[0];
  const view = facts && viewOf(facts.objectId);
  if (!facts || !view) {
    return `${frame}: the original picture`;
  }
  const presence = view.modelPresence[frameIndex];
  // A search skips a frame that cannot be decoded, so "not searched yet" would promise too much.
  const isSkipped = concealedByFrameIndex !== null && facts.state === 'not-computed';
  const found = isSkipped
    ? 'no mask'
    : describeFrameState(facts, Number.isNaN(presence) ? undefined : presence);
  const isPainted = strokesOfFrame(view.object.strokes, frameIndex).length > 0;
  const text = isPainted ? `${found}, corrected by brush` : found;
  const others = objects.flatMap(({ objectId, state }) => {
    const other = objectId === facts.objectId || state !== 'present' ? undefined : viewOf(objectId);
    return other ? [objectName(other.object)] : [];
  });
  const name = objects.length > 1 ? `“${objectName(view.object)}”: ` : '';
  return `${frame}: ${name}${text}${describeOthers(others)}`;
};
