import { inject } from 'vitest';

declare module 'vitest' {
  // An interface is what can be added to.
  interface ProvidedContext {
    readonly isLongFuzz: boolean;
  }
}

/** `npm run fuzz` tries more cases than the suite; both begin with the same ones. */
export const fuzzRuns = (inSuite: number, long: number): number =>
  inject('isLongFuzz') ? long : inSuite;
