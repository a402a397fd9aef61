import type { ReactNode } from 'react';
import type { Part } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';

/** The housing in the drawing, in its units. */
const HOUSING = { x: 24, y: 10, width: 132, height: 250 } as const;
/** Centre and radius of what is shown large. */
const LENS = { x: 430, y: 150, r: 132 } as const;

/**
 * This terminal, small and quiet, with the part that is meant lit, and beside it, large, what is done there. The parts
 * stand where the configuration says that they are on the real housing; never mirrored.
 */
export function DeviceSketch({ part, children }: { part: Part | 'glass'; children: ReactNode }) {
  const { view } = useTerminal();
  const { parts } = view.glass;
  const lit = part === 'glass' ? { x: 0.5, y: 0.26 } : parts[part];
  const at = ({ x, y }: { x: number; y: number }): { x: number; y: number } => ({
    x: HOUSING.x + x * HOUSING.width,
    y: HOUSING.y + y * HOUSING.height,
  });
  const from = lit === undefined ? null : at(lit);
  return (
    <>
      <g className="device-sketch">
        <path className="device-sketch__foot" d="M44 260h92l18 26H26z" />
        <rect className="device-sketch__body" {...HOUSING} rx="16" />
        <rect
          className={part === 'glass' ? 'device-sketch__glass device-sketch__glass--lit' : 'device-sketch__glass'}
          x="40"
          y="24"
          width="100"
          height="128"
          rx="8"
        />
        {(Object.entries(parts) as [Part, { x: number; y: number }][]).map(([name, place]) => {
          const { x, y } = at(place);
          return (
            <g
              key={name}
              className={name === part ? 'device-sketch__part device-sketch__part--lit' : 'device-sketch__part'}
              transform={`translate(${x} ${y})`}
            >
              {PARTS[name]}
            </g>
          );
        })}
      </g>
      {from === null ? null : (
        <path
          className="device-sketch__line"
          d={`M${from.x} ${from.y}L${LENS.x - LENS.r * 0.9} ${LENS.y - LENS.r * 0.44}M${from.x} ${from.y}L${LENS.x - LENS.r * 0.9} ${LENS.y + LENS.r * 0.44}`}
        />
      )}
      <circle className="device-sketch__lens" cx={LENS.x} cy={LENS.y} r={LENS.r} />
      <svg x={LENS.x - 120} y={LENS.y - 78} width="240" height="156" viewBox="0 0 400 260">
        {children}
      </svg>
    </>
  );
}

/** Each around its own middle. */
const PARTS: Record<Part, ReactNode> = {
  reader: <rect x="-22" y="-8" width="44" height="16" rx="5" />,
  payment: <rect x="-13" y="-20" width="26" height="40" rx="5" />,
  slip: <rect x="-18" y="-4" width="36" height="8" rx="4" />,
  tray: <path d="M-40-5h80l6 12h-92z" />,
  scanner: <rect x="-16" y="-6" width="32" height="12" rx="6" />,
  headphones: <circle r="6" />,
};
