/** Whether a series of samples rises: the slope of a straight line, and how sure it is. */
import { mulberry32 } from '../harness/chance.ts';

export interface Slope {
  /** Of the line with the least squares, in units of y for one of x. */
  readonly slope: number;
  /** 95 % confidence interval of it. */
  readonly from: number;
  readonly to: number;
}

const RESAMPLES = 2_000;
const SEED = 1;

/**
 * Ordinary least squares, with the percentile interval of a circular block bootstrap of the residuals (Politis and
 * Romano 1992). Samples of a heap depend on those before them: what is kept for a day grows through the day, and
 * garbage is collected in steps. Residuals are therefore drawn in blocks, which hold that dependence.
 *
 * @param block Samples in one block: longer than what the samples remember.
 */
export function slopeOf(
  points: readonly { readonly x: number; readonly y: number }[],
  block = Math.ceil(points.length ** (1 / 2)),
): Slope {
  const xs = points.map(({ x }) => x);
  const { slope, fitted } = line(
    xs,
    points.map(({ y }) => y),
  );
  const residuals = points.map(({ y }, at) => y - (fitted[at] ?? 0));
  const random = mulberry32(SEED);
  const slopes = Array.from({ length: RESAMPLES }, () => {
    const drawn: number[] = [];
    while (drawn.length < residuals.length) {
      const start = Math.floor(random() * residuals.length);
      for (let at = 0; at < block; at += 1) drawn.push(residuals[(start + at) % residuals.length] ?? 0);
    }
    return line(
      xs,
      fitted.map((y, at) => y + (drawn[at] ?? 0)),
    ).slope;
  }).sort((a, b) => a - b);
  const at = (share: number): number => slopes[Math.floor(share * (slopes.length - 1))] ?? Number.NaN;
  return { slope, from: at(0.025), to: at(0.975) };
}

function line(xs: readonly number[], ys: readonly number[]): { slope: number; fitted: number[] } {
  const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [x0, y0] = [mean(xs), mean(ys)];
  const over = xs.reduce((sum, x, at) => sum + (x - x0) * ((ys[at] ?? 0) - y0), 0);
  const slope = over / xs.reduce((sum, x) => sum + (x - x0) ** 2, 0);
  return { slope, fitted: xs.map((x) => y0 + slope * (x - x0)) };
}

/** Points as a process prints them. */
export interface Sample {
  readonly visits: number;
  readonly bytes: number;
}
