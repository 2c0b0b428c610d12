import type { EvaluationReport } from './buildReport.ts';

const BAR = 16;
const GAP = 6;
const LABEL = 220;
const WIDTH = 400;
const TOP = 30;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Mean J of the items that have a truth, by variant, as a picture beside the report. */
export const variantsChart = ({ variants, items }: EvaluationReport): string => {
  const bars = variants.map(({ id, title }) => {
    const js = items.flatMap(({ variant, summary }) =>
      variant === id && summary.itemJ !== null ? [summary.itemJ] : [],
    );
    return { title, j: js.reduce((sum, j) => sum + j, 0) / (js.length || 1) };
  });
  const height = TOP + bars.length * (BAR + GAP) + GAP;
  const rows = bars.map(({ title, j }, place) => {
    const y = TOP + place * (BAR + GAP);
    return [
      `<text x="${LABEL - 8}" y="${y + BAR - 4}" text-anchor="end">${escape(title)}</text>`,
      `<rect x="${LABEL}" y="${y}" width="${(j * WIDTH).toFixed(1)}" height="${BAR}" fill="#b87400"/>`,
      `<text x="${(LABEL + j * WIDTH + 6).toFixed(1)}" y="${y + BAR - 4}">${(j * 100).toFixed(1)}</text>`,
    ].join('');
  });
  const size = `width="${LABEL + WIDTH + 60}" height="${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="12">`,
    `<rect ${size} fill="#fff"/>`,
    `<text x="${LABEL}" y="18">Mean J of items, percent</text>`,
    ...rows,
    '</svg>\n',
  ].join('\n');
};
