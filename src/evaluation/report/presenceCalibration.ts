import type { EvaluationReport } from './buildReport.ts';
import type { BinPoint } from './reportCurves.ts';
import { formatFraction, markdownTable } from './markdown.ts';

const binTable = (x: string, y: string, points: readonly BinPoint[]): string[] =>
  markdownTable(
    ['frames', x, y],
    points.map((point) => [String(point.frames), formatFraction(point.x), formatFraction(point.y)]),
  );

/** Calibration of presence for the full model. */
export const calibrationSection = ({ curves }: EvaluationReport, plot: string): string[] => [
  'Of the first variant: frames by what presence says, and the share of them that have the object:',
  '',
  ...binTable('mean presence', 'have it', curves.calibration),
  '',
  `![Calibration of presence](${plot})`,
  '',
];

/** How far presence and the runner-up say that a mask is right: the curves as tables and a plot. */
export const presenceCalibrationSection = (
  { curves }: EvaluationReport,
  plot: string,
): string[] => [
  'Of frames that have the object, which masks are about it (IoU of 0.5 on), by what presence says:',
  '',
  ...binTable('mean presence', 'right', curves.rightByPresence),
  '',
  'The same by how near the second best query comes to the best one:',
  '',
  ...binTable('second over best', 'right', curves.rightByRunnerUp),
  '',
  `![Right by presence and by runner-up](${plot})`,
  '',
];
