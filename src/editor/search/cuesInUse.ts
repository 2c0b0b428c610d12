import type { CueSwitches, CueWeights } from '../../protocol/requests.ts';

const CUES = ['sound', 'sight', 'words'] as const satisfies readonly (keyof CueWeights)[];
export type Cue = (typeof CUES)[number];

/**
 * The cues that a search had: no sound in a clip without any, and none that is switched off. The
 * model spreads its weights over all three, also over one that it never got.
 */
export const cuesInUse = (switches: CueSwitches, hasSound: boolean): readonly Cue[] =>
  CUES.filter(
    (cue) => cue === 'sight' || (cue === 'sound' ? hasSound && switches.sound : switches.words),
  );

/** The weights of these cues alone, which sum to 1; the others are 0. */
export const shareAmong = (weights: CueWeights, cues: readonly Cue[]): CueWeights => {
  const sum = cues.reduce((total, cue) => total + weights[cue], 0);
  const share = (cue: Cue): number => (cues.includes(cue) && sum > 0 ? weights[cue] / sum : 0);
  return { sound: share('sound'), sight: share('sight'), words: share('words') };
};
