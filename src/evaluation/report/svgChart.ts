/** Shared parts of the report's charts, which are plain SVG files. */
export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export const svgDocument = (width: number, height: number, parts: readonly string[]): string => {
  const size = `width="${width}" height="${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="12">`,
    `<rect ${size} fill="#fff"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
};

export type ChartLine = {
  /** Empty: not in the legend. */
  readonly title: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Drawn broken and without marks: what the others are compared with. */
  readonly isBaseline?: boolean;
};

type LineChart = {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly ChartLine[];
  /** Labelled places on the x axis, in its order; they are drawn equally far apart. */
  readonly ticks?: readonly number[];
  readonly left: number;
  readonly width: number;
};

const HEIGHT = 180;
const TOP = 30;
const BOTTOM = 60;
const COLOURS = ['#b87400', '#1f5fa8', '#3d7a2e', '#a02c5a', '#555'];

export const CHART_HEIGHT = TOP + HEIGHT + BOTTOM;

/** Lines over a range of 0..1 from bottom to top; x is 0..1 too, or one of the ticks. */
export const lineChart = (chart: LineChart): readonly string[] => {
  const { title, xLabel, yLabel, lines, ticks = [0, 0.25, 0.5, 0.75, 1], left, width } = chart;
  const last = ticks.length - 1 || 1;
  const xOf = (x: number): number =>
    chart.ticks === undefined
      ? left + x * width
      : left + ((ticks.indexOf(x) + 0.5) / (last + 1)) * width;
  const yOf = (y: number): number => TOP + (1 - y) * HEIGHT;
  const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((y) => [
    `<line x1="${left}" x2="${left + width}" y1="${yOf(y)}" y2="${yOf(y)}" stroke="#ddd"/>`,
    `<text x="${left - 6}" y="${yOf(y) + 4}" text-anchor="end">${y}</text>`,
  ]);
  const labels = ticks.map(
    (x) =>
      `<text x="${xOf(x).toFixed(1)}" y="${TOP + HEIGHT + 16}" text-anchor="middle">${x}</text>`,
  );
  const drawn = lines.flatMap(({ title: name, points, isBaseline: isBase }, place) => {
    const colour = COLOURS[place % COLOURS.length] ?? '#000';
    const path = points.map(({ x, y }) => `${xOf(x).toFixed(1)},${yOf(y).toFixed(1)}`);
    const dash = isBase === true ? ' stroke-dasharray="5 4"' : '';
    // Those drawn first are wider, so that lines on top of each other are all seen.
    const stroke =
      isBase === true
        ? 1.5
        : 2 + 1.5 * (lines.filter((line) => line.isBaseline !== true).length - 1 - place);
    const legend = left + width + 12;
    const y = TOP + 10 + place * 18;
    return [
      `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="${stroke}"${dash}/>`,
      ...(isBase === true ? [] : points).map(
        ({ x, y: value }) =>
          `<circle cx="${xOf(x).toFixed(1)}" cy="${yOf(value).toFixed(1)}" r="3" fill="${colour}"/>`,
      ),
      ...(name === ''
        ? []
        : [
            `<line x1="${legend}" x2="${legend + 18}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2"${dash}/>`,
            `<text x="${legend + 24}" y="${y + 4}">${escapeXml(name)}</text>`,
          ]),
    ];
  });
  return [
    `<text x="${left}" y="18" font-weight="bold">${escapeXml(title)}</text>`,
    ...grid,
    ...labels,
    `<text x="${left + width / 2}" y="${TOP + HEIGHT + 36}" text-anchor="middle">${escapeXml(xLabel)}</text>`,
    `<text x="${left}" y="${TOP + HEIGHT + 52}" fill="#555">${escapeXml(yLabel)}</text>`,
    ...drawn,
  ];
};
