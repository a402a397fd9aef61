import type { ReactNode } from 'react';
import type { Picture as PagePicture } from '../../electron/ipc/view.ts';
import { DeviceSketch } from './device-sketch.tsx';
import { Panorama } from './panorama.tsx';

/** Own drawings: they show what is done, and where on this terminal. Decoration beside words. */
export type Picture = PagePicture | 'welcome' | 'slip';

export function Illustration({ picture }: { picture: Picture }) {
  if (picture === 'none') return null;
  if (picture === 'welcome') return <Panorama />;
  return (
    <svg className="illustration" viewBox="0 0 600 300" aria-hidden="true">
      {DRAWN[picture]}
    </svg>
  );
}

const line = {
  fill: 'none',
  stroke: 'var(--deep)',
  strokeWidth: 5,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;
const paper = { fill: 'var(--paper)', stroke: 'var(--deep)', strokeWidth: 5, strokeLinejoin: 'round' } as const;
const accent = { fill: 'var(--accent)' } as const;
const tint = { fill: 'var(--tint)' } as const;
const warm = { fill: 'var(--warm)' } as const;
const quiet = { ...line, strokeWidth: 7, stroke: 'var(--tint)' } as const;

/** An ID card from the front, 160 × 100: the photograph, and at the lower edge the logo of the online function. */
const idCard = (x: number, y: number, scale = 1, turn = 0): ReactNode => (
  <g transform={`translate(${x} ${y}) rotate(${turn} ${80 * scale} ${50 * scale}) scale(${scale})`}>
    <rect width="160" height="100" rx="10" {...paper} />
    <path d="M0 10A10 10 0 0 1 10 0h140a10 10 0 0 1 10 10v10H0z" {...tint} />
    <rect x="14" y="30" width="42" height="54" rx="4" {...tint} />
    <circle cx="35" cy="49" r="10" fill="var(--deep)" />
    <path d="M18 84c0-24 34-24 34 0z" fill="var(--deep)" />
    <path d="M70 38h68M70 54h46" {...quiet} />
    <rect width="160" height="100" rx="10" {...line} />
  </g>
);

/** A flat reader, 240 wide. */
const reader = (x: number, y: number): ReactNode => (
  <g transform={`translate(${x} ${y})`}>
    <path d="M0 40 30 0h180l30 40v26H0z" {...tint} />
    <path d="M0 40h240v26H0z" {...accent} />
    <path d="M0 40 30 0h180l30 40v26H0z" {...line} />
    <path d="M104 20a16 16 0 0 1 32 0M92 20a28 28 0 0 1 56 0" {...line} stroke="var(--accent)" />
  </g>
);

const townHall = (
  <g>
    <path d="M120 226V116h160v110" {...paper} />
    <path d="M104 116h192L200 52z" {...accent} />
    {[142, 186, 230].map((x) => (
      <rect key={x} x={x} y="136" width="28" height="52" rx="14" {...tint} />
    ))}
    <path d="M96 228h208" {...line} />
    <path d="M200 52V20h34l-10 11 10 11h-34" {...warm} />
    <path d="M200 52V20" {...line} />
  </g>
);

const DRAWN: Record<Exclude<Picture, 'none' | 'welcome'>, ReactNode> = {
  register: (
    <DeviceSketch part="glass">
      {townHall}
      <path className="illustration__flow" d="M10 244h380" {...line} stroke="var(--accent)" strokeDasharray="2 18" />
    </DeviceSketch>
  ),
  slip: (
    <DeviceSketch part="scanner">
      <path d="M112 2h176v256H112z" {...paper} />
      <path d="M136 34h76M136 60h128M136 80h104" {...quiet} />
      <rect x="128" y="104" width="144" height="54" rx="8" {...warm} />
      <path d="M144 131h10m8 0h10m8 0h10m12 0h10m8 0h10m8 0h10" {...line} strokeWidth="11" />
      <path d="M136 186h128M136 208h86M136 230h112" {...quiet} />
      <path className="illustration__point" d="M374 131h-78m22-22-22 22 22 22" {...line} strokeWidth="9" />
    </DeviceSketch>
  ),
  printer: (
    <DeviceSketch part="slip">
      <rect x="70" y="30" width="260" height="58" rx="18" {...tint} />
      <rect x="70" y="30" width="260" height="58" rx="18" {...line} />
      <path d="M112 60h176" {...line} strokeWidth="12" />
      <g className="illustration__moves">
        <path d="M132 62h136v176l-17-13-17 13-17-13-17 13-17-13-17 13-17-13-17 13z" {...paper} />
        <path d="M156 100h88M156 126h60M156 152h78" {...quiet} />
        <path d="M156 178h40" {...line} stroke="var(--accent)" strokeWidth="9" />
      </g>
    </DeviceSketch>
  ),
  tray: (
    <DeviceSketch part="tray">
      <g className="illustration__moves">
        <path d="M104 6h192v206H104z" {...paper} />
        <path d="M128 34h34v38h-34z" {...accent} />
        <path d="M178 44h92M178 62h64M128 98h144M128 122h144M128 146h110" {...quiet} />
      </g>
      <path d="M44 168h312l26 68H18z" {...tint} />
      <path d="M44 168 18 236h364l-26-68" {...line} />
    </DeviceSketch>
  ),
  phone: (
    <DeviceSketch part="glass">
      <rect x="26" y="54" width="150" height="150" rx="10" {...paper} />
      {[
        [46, 74],
        [120, 74],
        [46, 148],
      ].map(([x = 0, y = 0]) => (
        <g key={`${x}.${y}`}>
          <rect x={x} y={y} width="36" height="36" fill="var(--deep)" />
          <rect x={x + 8} y={y + 8} width="20" height="20" fill="var(--paper)" />
        </g>
      ))}
      <path d="M122 136h34v48h-34z" {...tint} />
      <path className="illustration__beam" d="M184 80 246 62v136l-62-22z" {...warm} />
      <g transform="translate(246 18)">
        <rect width="116" height="224" rx="20" {...paper} />
        <rect x="14" y="30" width="88" height="150" rx="6" {...tint} />
        <rect x="30" y="74" width="56" height="56" rx="6" {...accent} />
        <circle cx="58" cy="202" r="8" {...line} />
      </g>
    </DeviceSketch>
  ),
  card: (
    <DeviceSketch part="reader">
      {reader(80, 168)}
      <g className="illustration__moves">{idCard(100, 20, 1.25)}</g>
    </DeviceSketch>
  ),
  payment: (
    <DeviceSketch part="payment">
      <rect x="52" y="14" width="134" height="234" rx="18" {...paper} />
      <rect x="70" y="34" width="98" height="62" rx="8" {...accent} />
      {[0, 1, 2, 3].flatMap((row) =>
        [0, 1, 2].map((column) => (
          <rect
            key={`${row}.${column}`}
            x={72 + column * 34}
            y={114 + row * 30}
            width="24"
            height="19"
            rx="5"
            {...tint}
          />
        )),
      )}
      <path d="M206 62a34 34 0 0 1 0 48M224 46a58 58 0 0 1 0 80M242 30a82 82 0 0 1 0 112" {...line} strokeWidth="7" />
      <g className="illustration__moves">
        <rect x="232" y="128" width="148" height="94" rx="12" {...warm} />
        <path d="M232 158h148" stroke="var(--deep)" strokeWidth="18" />
        <rect x="232" y="128" width="148" height="94" rx="12" {...line} />
        <path d="M250 196h44" {...line} stroke="var(--paper)" strokeWidth="7" />
      </g>
    </DeviceSketch>
  ),
  can: (
    <DeviceSketch part="reader">
      {idCard(30, 24, 2.1)}
      <rect x="196" y="176" width="156" height="48" rx="10" {...warm} stroke="var(--deep)" strokeWidth="5" />
      {[0, 1, 2, 3, 4, 5].map((at) => (
        <path key={at} d={`M${214 + at * 23} 200h10`} {...line} strokeWidth="12" />
      ))}
    </DeviceSketch>
  ),
  'guide-logo': (
    <>
      {idCard(132, 20, 2.1)}
      <circle cx="412" cy="182" r="58" {...warm} opacity="0.5" />
      <g transform="translate(374 146)">
        <path d="M38 0a38 38 0 1 0 38 38" {...line} stroke="var(--accent)" strokeWidth="13" />
        <path d="M38 21a17 17 0 1 0 17 17" {...line} strokeWidth="11" />
      </g>
    </>
  ),
  'guide-pin': (
    <>
      {/* The digits go on a pad; a shield stands before them. */}
      <rect x="70" y="34" width="460" height="96" rx="20" {...paper} />
      {[0, 1, 2, 3, 4, 5].map((at) => (
        <circle key={at} cx={122 + at * 71} cy="82" r="17" fill="none" stroke="var(--deep)" strokeWidth="5" />
      ))}
      <path d="M300 150l74 26v44c0 40-34 60-74 72-40-12-74-32-74-72v-44z" {...accent} />
      <path d="M300 150l74 26v44c0 40-34 60-74 72-40-12-74-32-74-72v-44z" {...line} />
      <path d="m270 222 22 22 40-44" {...line} stroke="var(--paper)" strokeWidth="11" />
    </>
  ),
  'guide-lay': (
    <DeviceSketch part="reader">
      {reader(80, 168)}
      {idCard(112, 60, 1.1, -8)}
      <path className="illustration__point" d="M200 2v44m-20-18 20 20 20-20" {...line} strokeWidth="9" />
    </DeviceSketch>
  ),
  'guide-consent': (
    <>
      <rect x="190" y="10" width="220" height="280" rx="16" {...paper} />
      <path d="M218 48h120" {...line} strokeWidth="9" />
      {[84, 124, 164].map((y) => (
        <g key={y}>
          <rect x="218" y={y} width="28" height="28" rx="6" {...tint} />
          <path d={`m224 ${y + 14} 6 7 12-14`} {...line} stroke="var(--accent)" strokeWidth="6" />
          <path d={`M262 ${y + 14}h120`} {...quiet} />
        </g>
      ))}
      <rect x="218" y="222" width="164" height="42" rx="10" {...accent} />
      <path d="m286 243 10 10 20-22" {...line} stroke="var(--paper)" strokeWidth="7" />
    </>
  ),
  counter: (
    <>
      <path d="M252 172c0-56 96-56 96 0z" {...accent} />
      <circle cx="300" cy="84" r="36" {...warm} stroke="var(--deep)" strokeWidth="5" />
      <path d="M110 172h380v112H110z" {...tint} />
      <path d="M90 172h420" {...line} strokeWidth="11" />
      <path d="M110 178v106M490 178v106" {...line} />
      <rect x="400" y="128" width="64" height="40" rx="6" {...paper} />
      <path d="M414 142h36M414 154h22" {...quiet} strokeWidth="5" />
      <path
        d="M150 60h96a14 14 0 0 1 14 14v30a14 14 0 0 1-14 14h-60l-24 20v-20h-12a14 14 0 0 1-14-14V74a14 14 0 0 1 14-14z"
        {...paper}
      />
      <path d="M162 82h72M162 98h44" {...quiet} />
    </>
  ),
};
