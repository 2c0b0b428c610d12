import type { EvaluationReport } from './buildReport.ts';
import { CHART_HEIGHT, lineChart, svgDocument } from './svgChart.ts';
import type { ChartLine } from './svgChart.ts';

const WIDTH = 220;
const CHART_STRIDE = WIDTH + 60;
const DIAGONAL: ChartLine = {
  title: '',
  points: [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ],
  isBaseline: true,
};

/** Chart of the calibration of presence and of the second score, an SVG file of the report. */
export const curvesChart = ({ curves }: EvaluationReport): string => {
  const charts = [
    {
      title: 'Calibration of presence',
      xLabel: 'presence said',
      yLabel: 'share of frames that have the object',
      points: curves.calibration,
      isCalibrated: true,
    },
    {
      title: 'Right by presence',
      xLabel: 'presence said',
      yLabel: 'share of masks about the right object',
      points: curves.rightByPresence,
      isCalibrated: true,
    },
    {
      title: 'Right by runner-up',
      xLabel: 'second best query over best',
      yLabel: 'share of masks about the right object',
      points: curves.rightByRunnerUp,
      isCalibrated: false,
    },
  ];
  return svgDocument(
    charts.length * CHART_STRIDE,
    CHART_HEIGHT,
    charts.flatMap(({ points, isCalibrated, ...chart }, place) =>
      lineChart({
        ...chart,
        lines: [{ title: '', points }, ...(isCalibrated ? [DIAGONAL] : [])],
        left: 40 + place * CHART_STRIDE,
        width: WIDTH,
      }),
    ),
  );
};
