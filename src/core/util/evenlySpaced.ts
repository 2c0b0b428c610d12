/** At most `count` of the items, spread evenly over them. */
export const evenlySpaced = <T>(items: readonly T[], count: number): readonly T[] =>
  items.length <= count
    ? items
    : items.filter((_, index) => {
        const place = Math.floor((index * count) / items.length);
        return index === Math.floor(((place + 0.5) * items.length) / count);
      });
