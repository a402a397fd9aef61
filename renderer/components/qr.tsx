import type { QrCode } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';

/** ISO/IEC 18004 asks for four modules of quiet zone. */
const QUIET = 4;

export function Qr({ code }: { code: QrCode }) {
  const { t, w } = useTerminal();
  const size = code.rows.length + 2 * QUIET;
  const path = code.rows
    .flatMap((row, y) => [...row].flatMap((dark, x) => (dark === '1' ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : [])))
    .join('');
  return (
    <figure className="qr">
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={w('qr.label')} shapeRendering="crispEdges">
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      <figcaption>{t(code.caption)}</figcaption>
    </figure>
  );
}
