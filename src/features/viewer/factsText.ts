import { strokesIn } from '../../core/brushStroke.ts';
import type { FrameFacts, ObjectFacts } from '../../player/screen.ts';
import type { ObjectView } from '../../state/objectViews.ts';
import { objectName } from '../../state/project.ts';

const shareText = (share: number | null): string => {
  if (share === null) {
    return '';
  }
  if (share === 0) {
    return ', 0 % of the picture at this mask threshold';
  }
  return `, ${share < 0.01 ? 'less than 1' : Math.round(share * 100)} % of the picture`;
};

const stateText = ({ state, share }: ObjectFacts, presence: number | undefined): string => {
  const score = presence === undefined ? '' : ` (score ${presence.toFixed(2)})`;
  switch (state) {
    case 'not-computed':
      return 'not looked at yet';
    case 'empty':
      return `it is not there${score}`;
    default:
      return `it is there${shareText(share)}${score}`;
  }
};

/** What the canvas shows, in words: `Frame 97: it is there, 12 % of the picture`. */
export const factsText = (
  { frameIndex, objects }: FrameFacts,
  views: readonly ObjectView[],
): string => {
  const frame = `Frame ${frameIndex + 1}`;
  const texts = objects.map((facts) => {
    const view = views.find(({ object }) => object.id === facts.objectId);
    const presence = view?.foundPresence[frameIndex];
    const found = stateText(facts, Number.isNaN(presence) ? undefined : presence);
    const painted = view && strokesIn(view.object.strokes, frameIndex).length > 0;
    const text = painted ? `${found}, painted on by hand` : found;
    return objects.length > 1 && view ? `“${objectName(view.object)}”: ${text}` : text;
  });
  return `${frame}: ${texts.join('; ') || 'the original picture'}`;
};
