import type { EvaluationReport } from './buildReport.ts';
import { CHART_HEIGHT, escapeXml, lineChart, svg } from './chart.ts';
import { baseOf, lengthsOf, NEVER_HEARD } from './lengths.ts';
import { itemsOf, jOf, mean } from './variantRows.ts';

const BAR = 16;
const GAP = 6;
const LABEL = 220;
const WIDTH = 400;
const TOP = 30;

/** Mean J of the items that have a truth, by variant, as a picture beside the report. */
export const variantsChart = (report: EvaluationReport): string => {
  const bars = report.variants.map(({ id, title }) => ({
    id,
    title,
    j: mean(itemsOf(report, id).map(jOf)) ?? 0,
  }));
  return lengthsOf(report).seconds.length > 0 ? byLength(report, bars) : asBars(bars);
};

type Bar = { readonly id: string; readonly title: string; readonly j: number };

const asBars = (bars: readonly Bar[]): string => {
  const rows = bars.map(({ title, j }, place) => {
    const y = TOP + place * (BAR + GAP);
    return [
      `<text x="${LABEL - 8}" y="${y + BAR - 4}" text-anchor="end">${escapeXml(title)}</text>`,
      `<rect x="${LABEL}" y="${y}" width="${(j * WIDTH).toFixed(1)}" height="${BAR}" fill="#b87400"/>`,
      `<text x="${(LABEL + j * WIDTH + 6).toFixed(1)}" y="${y + BAR - 4}">${(j * 100).toFixed(1)}</text>`,
    ].join('');
  });
  const height = TOP + bars.length * (BAR + GAP) + GAP;
  return svg(LABEL + WIDTH + 60, height, [
    `<text x="${LABEL}" y="18">Mean J of items, percent</text>`,
    ...rows,
  ]);
};

/** Experiments on length: a line a rule of the memory. */
const byLength = (report: EvaluationReport, bars: readonly Bar[]): string => {
  const { rules, seconds } = lengthsOf(report);
  const jOfBar = (id: string): number => bars.find((bar) => bar.id === id)?.j ?? 0;
  const base = baseOf(report);
  const isLink = base === NEVER_HEARD;
  return svg(
    LABEL + WIDTH + 60,
    CHART_HEIGHT,
    lineChart({
      title: isLink ? 'J by the seconds since it was heard' : 'J by the length of the whole clip',
      xLabel: 'seconds',
      yLabel: 'mean J of items, 0 to 1',
      lines: [
        ...rules.map(({ title, idAt }) => ({
          title,
          points: seconds.map((x) => ({ x, y: jOfBar(idAt(x)) })),
        })),
        {
          title: isLink ? 'never heard' : 'the clip alone',
          points: seconds.map((x) => ({ x, y: jOfBar(base ?? '') })),
          isBase: true,
        },
      ],
      ticks: seconds,
      left: 40,
      width: WIDTH,
    }),
  );
};
