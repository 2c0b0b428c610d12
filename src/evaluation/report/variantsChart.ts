import type { EvaluationReport } from './buildReport.ts';
import { CHART_HEIGHT, escapeXml, lineChart, svgDocument } from './svgChart.ts';
import { baselineIdOf, lengthEffectOf, NEVER_HEARD_ID } from './lengthEffect.ts';
import { itemsOfVariant, itemJOf, meanOfKnown } from './variantRows.ts';

const BAR_HEIGHT = 16;
const BAR_GAP = 6;
const LABEL_WIDTH = 220;
const PLOT_WIDTH = 400;
const TOP = 30;

/** Mean J of the items that have a truth, by variant, as an SVG file of the report. */
export const variantsChart = (report: EvaluationReport): string => {
  const bars = report.variants.map(({ id, title }) => ({
    id,
    title,
    j: meanOfKnown(itemsOfVariant(report, id).map(itemJOf)) ?? 0,
  }));
  return lengthEffectOf(report).seconds.length > 0 ? lengthChart(report, bars) : barChart(bars);
};

type Bar = { readonly id: string; readonly title: string; readonly j: number };

const barChart = (bars: readonly Bar[]): string => {
  const rows = bars.map(({ title, j }, place) => {
    const y = TOP + place * (BAR_HEIGHT + BAR_GAP);
    return [
      `<text x="${LABEL_WIDTH - 8}" y="${y + BAR_HEIGHT - 4}" text-anchor="end">${escapeXml(title)}</text>`,
      `<rect x="${LABEL_WIDTH}" y="${y}" width="${(j * PLOT_WIDTH).toFixed(1)}" height="${BAR_HEIGHT}" fill="#b87400"/>`,
      `<text x="${(LABEL_WIDTH + j * PLOT_WIDTH + 6).toFixed(1)}" y="${y + BAR_HEIGHT - 4}">${(j * 100).toFixed(1)}</text>`,
    ].join('');
  });
  const height = TOP + bars.length * (BAR_HEIGHT + BAR_GAP) + BAR_GAP;
  return svgDocument(LABEL_WIDTH + PLOT_WIDTH + 60, height, [
    `<text x="${LABEL_WIDTH}" y="18">Mean J of items, percent</text>`,
    ...rows,
  ]);
};

/** Experiments on length: a line a rule of the memory. */
const lengthChart = (report: EvaluationReport, bars: readonly Bar[]): string => {
  const { rules, seconds } = lengthEffectOf(report);
  const jOfBar = (id: string): number => bars.find((bar) => bar.id === id)?.j ?? 0;
  const base = baselineIdOf(report);
  const isLink = base === NEVER_HEARD_ID;
  return svgDocument(
    LABEL_WIDTH + PLOT_WIDTH + 60,
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
          isBaseline: true,
        },
      ],
      ticks: seconds,
      left: 40,
      width: PLOT_WIDTH,
    }),
  );
};
