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

/** The canvas as text: `Frame 97: present, 12 % of the picture (score 0.98)`. */
export const describeFrame = (
  { frameIndex, objects }: DrawnFrame,
  views: readonly ObjectView[],
): string => {
  const frame = `Frame ${frameIndex + 1}`;
  const texts = objects.map((facts) => {
    const view = views.find(({ object }) => object.id === facts.objectId);
    const presence = view?.modelPresence[frameIndex];
    const found = describeFrameState(facts, Number.isNaN(presence) ? undefined : presence);
    const painted = view && strokesOfFrame(view.object.strokes, frameIndex).length > 0;
    const text = painted ? `${found}, corrected by brush` : found;
    return objects.length > 1 && view ? `“${objectName(view.object)}”: ${text}` : text;
  });
  return `${frame}: ${texts.join('; ') || 'the original picture'}`;
};
