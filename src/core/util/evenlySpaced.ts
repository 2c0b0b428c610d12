/** The items in the middle of `count` equal parts; every item when there are no more. */
export const evenlySpaced = <T>(items: readonly T[], count: number): readonly T[] => {
  if (items.length <= count) {
    return items;
  }
  const chosen = new Set(
    Array.from({ length: count }, (_, part) => Math.floor(((part + 0.5) * items.length) / count)),
  );
  return items.filter((_, index) => chosen.has(index));
};
