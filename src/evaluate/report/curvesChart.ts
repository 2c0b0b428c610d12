import type { EvaluationReport } from './buildReport.ts';
import { CHART_HEIGHT, lineChart, svg } from './chart.ts';
import type { Line } from './chart.ts';

const WIDTH = 220;
const STEP = WIDTH + 60;
const DIAGONAL: Line = {
  title: '',
  points: [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ],
  isBase: true,
};

/** How far presence and the runner-up can be trusted, as a picture beside the report. */
export const curvesChart = ({ curves }: EvaluationReport): string => {
  const charts = [
    {
      title: 'Calibration of presence',
      xLabel: 'presence said',
      yLabel: 'share of frames that have the thing',
      points: curves.calibration,
      isCalibrated: true,
    },
    {
      title: 'Right by presence',
      xLabel: 'presence said',
      yLabel: 'share of masks about the right thing',
      points: curves.rightByPresence,
      isCalibrated: true,
    },
    {
      title: 'Right by runner-up',
      xLabel: 'second best query over best',
      yLabel: 'share of masks about the right thing',
      points: curves.rightByRunnerUp,
      isCalibrated: false,
    },
  ];
  return svg(
    charts.length * STEP,
    CHART_HEIGHT,
    charts.flatMap(({ points, isCalibrated, ...chart }, place) =>
      lineChart({
        ...chart,
        lines: [{ title: '', points }, ...(isCalibrated ? [DIAGONAL] : [])],
        left: 40 + place * STEP,
        width: WIDTH,
      }),
    ),
  );
};
