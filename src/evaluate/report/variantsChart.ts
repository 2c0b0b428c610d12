import type { EvaluationReport } from './buildReport.ts';
import { CHART_HEIGHT, escapeXml, lineChart, svg } from './chart.ts';
import type { Line } from './chart.ts';
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
  return bars.some(({ id }) => LENGTH.test(id)) ? byLength(bars) : asBars(bars);
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

/** Seconds and, after them, the memory's rule. */
const LENGTH = /^(?:long|link)-(\d+)(?:-(.+))?$/;
const RULES: Readonly<Record<string, string>> = {
  '': 'mean over everything',
  'window-10': 'window of 10 s',
  'decay-10': 'half-life of 10 s',
  'no-memory': 'without cached memory',
};

/** Experiments on length: a line a rule of the memory. */
const byLength = (bars: readonly Bar[]): string => {
  const lines = new Map<string, { x: number; y: number }[]>();
  for (const { id, j } of bars) {
    const [, seconds, rule = ''] = LENGTH.exec(id) ?? [];
    if (seconds === undefined) continue;
    lines.set(rule, [...(lines.get(rule) ?? []), { x: Number(seconds), y: j }]);
  }
  const ticks = lines.get('')?.map(({ x }) => x) ?? [];
  const base = bars.find(({ id }) => id === 'link-never-heard') ?? bars[0];
  const rules = Array.from(
    lines,
    ([rule, points]): Line => ({ title: RULES[rule] ?? rule, points }),
  );
  const isLink = base?.id === 'link-never-heard';
  const baseLine = {
    title: isLink ? 'never heard' : 'the clip alone',
    points: ticks.map((x) => ({ x, y: base?.j ?? 0 })),
    isBase: true,
  };
  return svg(
    LABEL + WIDTH + 60,
    CHART_HEIGHT,
    lineChart({
      title: isLink
        ? 'Mean J by the seconds since it was heard'
        : 'Mean J by the whole clip’s length',
      xLabel: 'seconds',
      yLabel: '',
      lines: [...rules, baseLine],
      ticks,
      left: 40,
      width: WIDTH,
    }),
  );
};
