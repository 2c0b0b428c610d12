/** The clip's picture stays visible below a list of this length. */
const MAX_LISTED_SENTENCES = 8;

/** Recent sentences that contain the text; all others where it is one of them already. */
export const matchingSentences = (
  sentences: readonly string[],
  text: string,
): readonly string[] => {
  const wanted = text.trim().toLowerCase();
  const isWhole = sentences.some((sentence) => sentence.toLowerCase() === wanted);
  return sentences
    .filter((sentence) => {
      const lower = sentence.toLowerCase();
      return isWhole ? lower !== wanted : lower.includes(wanted);
    })
    .slice(0, MAX_LISTED_SENTENCES);
};
