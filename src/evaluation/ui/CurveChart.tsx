import type { CurvePoint } from '../report/reportCurves.ts';
import styles from './Evaluation.module.css';

type CurveChartProps = {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly points: readonly CurvePoint[];
  /** Draws the line on which x equals y. */
  readonly hasDiagonal?: boolean;
};

const PLOT_SIZE = 240;
const MARGIN = 34;
const TICKS = [0, 0.5, 1];

const toX = (value: number): number => MARGIN + value * PLOT_SIZE;
const toY = (value: number): number => 8 + (1 - value) * PLOT_SIZE;

/** Both axes go from 0 to 1. */
export const CurveChart = ({ title, xLabel, yLabel, points, hasDiagonal }: CurveChartProps) => {
  const best = points.reduce((top, point) => (point.y > top.y ? point : top), { x: 0, y: 0 });
  const text = `${points.length} points, highest ${best.y.toFixed(2)} at ${best.x.toFixed(2)}`;
  return (
    <figure className={styles['chart']}>
      <figcaption>
        {title}
        <span className="visually-hidden">: {text}</span>
      </figcaption>
      <svg viewBox={`0 0 ${PLOT_SIZE + MARGIN + 10} ${PLOT_SIZE + MARGIN + 14}`} aria-hidden>
        <rect
          x={toX(0)}
          y={toY(1)}
          width={PLOT_SIZE}
          height={PLOT_SIZE}
          className={styles['frame']}
        />
        {hasDiagonal === true && (
          <line x1={toX(0)} y1={toY(0)} x2={toX(1)} y2={toY(1)} className={styles['diagonal']} />
        )}
        {TICKS.map((tick) => (
          <g key={tick} className={styles['tick']}>
            <text x={toX(tick)} y={toY(0) + 14} textAnchor="middle">
              {tick}
            </text>
            <text x={toX(0) - 5} y={toY(tick) + 4} textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
        <text x={toX(0.5)} y={toY(0) + 30} textAnchor="middle" className={styles['tick']}>
          {xLabel}
        </text>
        <text
          x={-toY(0.5)}
          y={10}
          transform="rotate(-90)"
          textAnchor="middle"
          className={styles['tick']}
        >
          {yLabel}
        </text>
        <polyline
          points={points.map((point) => `${toX(point.x)},${toY(point.y)}`).join(' ')}
          className={styles['curve']}
        />
        {points.length <= 30 &&
          points.map((point) => (
            <circle
              key={point.x}
              cx={toX(point.x)}
              cy={toY(point.y)}
              r={3}
              className={styles['dot']}
            />
          ))}
      </svg>
    </figure>
  );
};
