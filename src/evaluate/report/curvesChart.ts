import type { EvaluationReport } from './buildReport.ts';
import { CHART_HEIGHT, lineChart, svg } from './chart.ts';

const WIDTH = 220;
const STEP = WIDTH + 60;

/** How far presence and the runner-up can be trusted, as a picture beside the report. */
export const curvesChart = ({ curves }: EvaluationReport): string => {
  const charts = [
    {
      title: 'Calibration of presence',
      xLabel: 'presence said',
      yLabel: 'share of frames that have the thing',
      points: curves.calibration,
    },
    {
      title: 'Right by presence',
      xLabel: 'presence said',
      yLabel: 'share of masks about the right thing',
      points: curves.rightByPresence,
    },
    {
      title: 'Right by runner-up',
      xLabel: 'second best query over best',
      yLabel: 'share of masks about the right thing',
      points: curves.rightByRunnerUp,
    },
  ];
  return svg(
    charts.length * STEP,
    CHART_HEIGHT,
    charts.flatMap(({ points, ...chart }, place) =>
      lineChart({
        ...chart,
        lines: [{ title: chart.title, points }],
        left: 40 + place * STEP,
        width: WIDTH,
      }),
    ),
  );
};
