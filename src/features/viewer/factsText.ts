import type { FrameFacts } from '../../player/screen.ts';

const shareText = (share: number | null): string => {
  if (share === null) {
    return '';
  }
  if (share === 0) {
    return ', 0 % of the picture at this mask threshold';
  }
  return `, ${share < 0.01 ? 'less than 1' : Math.round(share * 100)} % of the picture`;
};

/** What the canvas shows, in words: `Frame 97: it is there, 12 % of the picture`. */
export const factsText = (
  { frameIndex, state, share }: FrameFacts,
  presence: number | undefined,
): string => {
  const frame = `Frame ${frameIndex + 1}`;
  const score = presence === undefined ? '' : ` (score ${presence.toFixed(2)})`;
  switch (state) {
    case 'no-result':
      return `${frame}: the original picture`;
    case 'not-computed':
      return `${frame}: not looked at yet`;
    case 'empty':
      return `${frame}: it is not there${score}`;
    default:
      return `${frame}: it is there${shareText(share)}${score}`;
  }
};
