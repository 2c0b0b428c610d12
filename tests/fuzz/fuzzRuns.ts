/** `npm run fuzz` tries more cases than the suite; both begin with the same ones. */
export const fuzzRuns = (inSuite: number, long: number): number =>
  import.meta.env.MODE === 'fuzz' ? long : inSuite;
