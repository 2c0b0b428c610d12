import type { CurvePoint } from '../../evaluate/report/curves.ts';
import styles from './Evaluate.module.css';

type CurveChartProps = {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly points: readonly CurvePoint[];
  /** Draws the line on which x equals y. */
  readonly hasDiagonal?: boolean;
};

const SIDE = 240;
const MARGIN = 34;
const TICKS = [0, 0.5, 1];

const x = (value: number): number => MARGIN + value * SIDE;
const y = (value: number): number => 8 + (1 - value) * SIDE;

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
      <svg viewBox={`0 0 ${SIDE + MARGIN + 10} ${SIDE + MARGIN + 14}`} aria-hidden>
        <rect x={x(0)} y={y(1)} width={SIDE} height={SIDE} className={styles['frame']} />
        {hasDiagonal === true && (
          <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} className={styles['diagonal']} />
        )}
        {TICKS.map((tick) => (
          <g key={tick} className={styles['tick']}>
            <text x={x(tick)} y={y(0) + 14} textAnchor="middle">
              {tick}
            </text>
            <text x={x(0) - 5} y={y(tick) + 4} textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
        <text x={x(0.5)} y={y(0) + 30} textAnchor="middle" className={styles['tick']}>
          {xLabel}
        </text>
        <text
          x={-y(0.5)}
          y={10}
          transform="rotate(-90)"
          textAnchor="middle"
          className={styles['tick']}
        >
          {yLabel}
        </text>
        <polyline
          points={points.map((point) => `${x(point.x)},${y(point.y)}`).join(' ')}
          className={styles['curve']}
        />
        {points.length <= 30 &&
          points.map((point) => (
            <circle key={point.x} cx={x(point.x)} cy={y(point.y)} r={3} className={styles['dot']} />
          ))}
      </svg>
    </figure>
  );
};
