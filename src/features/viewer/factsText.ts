import type { FrameFacts } from '../../player/screen.ts';

const percent = (share: number): string => {
  const value = share * 100;
  return value > 0 && value < 1 ? 'less than 1 %' : `${Math.round(value)} %`;
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
    case 'present':
      return share === null
        ? `${frame}: it is there${score}`
        : `${frame}: it is there, ${percent(share)} of the picture${score}`;
  }
};
