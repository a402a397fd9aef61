import type { ReactNode } from 'react';

/** Own drawings: they show where on this terminal a thing is. Decoration beside words. */
export type Picture =
  | 'welcome'
  | 'slip'
  | 'register'
  | 'printer'
  | 'phone'
  | 'counter'
  | 'card'
  | 'payment'
  | 'guide-logo'
  | 'guide-pin'
  | 'guide-lay'
  | 'guide-consent'
  | 'none';

export function Illustration({ picture }: { picture: Picture }) {
  const Drawn = DRAWN[picture];
  return Drawn === undefined ? null : (
    <svg className="illustration" viewBox="0 0 400 260" aria-hidden="true">
      {Drawn}
    </svg>
  );
}

const ink = {
  fill: 'none',
  stroke: 'var(--ink)',
  strokeWidth: 5,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;
const paper = { fill: '#fff', stroke: 'var(--ink)', strokeWidth: 5, strokeLinejoin: 'round' } as const;
const accent = { fill: 'var(--accent)' } as const;
const soft = { fill: 'var(--soft)' } as const;

/** An ID card, seen from the front. */
const card = (x: number, y: number, turn = 0) => (
  <g transform={`translate(${x} ${y}) rotate(${turn} 75 48)`}>
    <rect width="150" height="96" rx="10" {...paper} />
    <rect x="14" y="26" width="40" height="52" rx="4" {...soft} />
    <circle cx="34" cy="44" r="9" fill="var(--ink)" />
    <path d="M18 76c0-22 32-22 32 0z" fill="var(--ink)" />
    <path d="M68 34h64M68 50h48M68 66h56" {...ink} strokeWidth="6" stroke="#9aa3b5" />
  </g>
);
/** A flat reader for cards. */
const reader = (x: number, y: number) => (
  <g transform={`translate(${x} ${y})`}>
    <path d="M0 40 30 0h180l30 40v26H0z" {...soft} />
    <path d="M0 40 30 0h180l30 40v26H0z" {...ink} />
    <path d="M0 40h240" {...ink} />
  </g>
);

/** The terminal itself: screen, slot below it. `glow` marks the part that is meant. */
const terminal = (x: number, part: 'screen' | 'slot' | 'none') => (
  <g transform={`translate(${x} 14)`}>
    <path d="M44 226h72l10 12H34z" {...accent} />
    <rect x="30" y="0" width="100" height="226" rx="14" {...paper} />
    <rect x="44" y="16" width="72" height="118" rx="6" {...(part === 'screen' ? accent : soft)} />
    <rect x="52" y="158" width="56" height="14" rx="7" fill={part === 'slot' ? 'var(--accent)' : 'var(--ink)'} />
    <circle cx="80" cy="198" r="9" {...ink} />
  </g>
);

const DRAWN: Partial<Record<Picture, ReactNode>> = {
  welcome: (
    <>
      <path d="M0 236h400" {...ink} />
      <path d="M40 236V120h120v116" {...paper} />
      <path d="M30 120h140L100 66z" {...accent} />
      <path d="M100 66V34h26l-8 9 8 9h-26" {...ink} />
      {[58, 90, 122].map((x) => (
        <rect key={x} x={x} y="140" width="20" height="34" rx="10" {...soft} />
      ))}
      <path d="M84 236v-34a16 16 0 0 1 32 0v34" {...ink} />
      <g transform="translate(40 -6)">{terminal(150, 'screen')}</g>
      <g transform="translate(296 92)">
        <circle cx="30" cy="22" r="20" {...paper} />
        <path d="M0 144v-52a30 30 0 0 1 60 0v52" {...accent} />
        <path d="M4 86l-34-22" {...ink} stroke="var(--accent)" strokeWidth="14" />
      </g>
    </>
  ),
  register: (
    <>
      <path d="M60 206V96h110v110M46 96h138L115 48z" {...paper} />
      <path d="M46 96h138L115 48z" {...accent} />
      {[78, 107, 136].map((x) => (
        <path key={x} d={`M${x} 112v78`} {...ink} />
      ))}
      <path d="M48 208h134" {...ink} />
      <path className="illustration__line" d="M196 150h62" {...ink} strokeDasharray="2 16" />
      <g transform="translate(212 6)">{terminal(20, 'screen')}</g>
    </>
  ),
  slip: (
    <>
      <path d="M120 14h160v232H120z" {...paper} />
      <path d="M142 42h70M142 66h116M142 84h96" {...ink} strokeWidth="6" stroke="#9aa3b5" />
      <rect x="138" y="108" width="124" height="46" rx="6" {...soft} stroke="var(--accent)" strokeWidth="5" />
      <path d="M152 131h8m8 0h8m8 0h8m8 0h8m8 0h8m8 0h8m8 0h8" {...ink} strokeWidth="9" />
      <path d="M142 180h116M142 200h80M142 220h104" {...ink} strokeWidth="6" stroke="#9aa3b5" />
      <path d="M352 131h-72m18-18-18 18 18 18" {...ink} stroke="var(--accent)" strokeWidth="8" />
    </>
  ),
  printer: (
    <>
      {terminal(120, 'slot')}
      <g className="illustration__slip">
        <path d="M182 184h36v62l-6-5-6 5-6-5-6 5-6-5-6 5z" {...paper} />
        <path d="M190 200h20M190 212h14" {...ink} strokeWidth="4" />
      </g>
      <path d="M300 196h-52m16-16-16 16 16 16" {...ink} stroke="var(--accent)" strokeWidth="8" />
    </>
  ),
  phone: (
    <>
      <rect x="52" y="44" width="150" height="150" rx="10" {...paper} />
      {[
        [72, 64],
        [146, 64],
        [72, 138],
      ].map(([x = 0, y = 0]) => (
        <g key={`${x}.${y}`}>
          <rect x={x} y={y} width="36" height="36" fill="var(--ink)" />
          <rect x={x + 8} y={y + 8} width="20" height="20" fill="#fff" />
          <rect x={x + 13} y={y + 13} width="10" height="10" fill="var(--ink)" />
        </g>
      ))}
      <path
        d="M124 68h10v24h-10zM120 116h26v12h-26zM150 128h12v30h-12zM168 116h14v14h-14zM122 146h14v30h-14zM168 160h14v16h-14z"
        fill="var(--ink)"
      />
      <g transform="translate(246 24) rotate(8 50 100)">
        <rect x="0" y="0" width="108" height="206" rx="18" {...paper} />
        <rect x="12" y="26" width="84" height="140" rx="4" {...soft} />
        <rect x="26" y="58" width="56" height="56" rx="4" {...accent} />
        <circle cx="54" cy="186" r="8" {...ink} />
      </g>
      <path d="M214 120h26" {...ink} strokeDasharray="2 14" />
    </>
  ),
  card: (
    <>
      {reader(80, 176)}
      <g className="illustration__slip">{card(125, 40)}</g>
    </>
  ),
  payment: (
    <>
      <rect x="70" y="24" width="120" height="216" rx="16" {...paper} />
      <rect x="86" y="42" width="88" height="58" rx="6" {...accent} />
      {[0, 1, 2, 3].map((row) =>
        [0, 1, 2].map((column) => (
          <rect
            key={`${row}.${column}`}
            x={90 + column * 29}
            y={118 + row * 27}
            width="20"
            height="16"
            rx="4"
            {...soft}
          />
        )),
      )}
      <g className="illustration__line">
        <rect x="228" y="84" width="130" height="84" rx="10" {...accent} />
        <path d="M228 112h130" stroke="var(--ink)" strokeWidth="16" />
        <path d="M244 146h40" {...ink} stroke="#fff" strokeWidth="6" />
      </g>
    </>
  ),
  'guide-logo': (
    <>
      <rect x="60" y="40" width="280" height="180" rx="18" {...paper} />
      <path d="M84 176h150M84 196h110" {...ink} strokeWidth="7" stroke="#9aa3b5" />
      <rect x="84" y="66" width="60" height="44" rx="6" {...soft} />
      <g transform="translate(232 62)">
        <path d="M40 0a40 40 0 1 0 40 40" {...ink} stroke="var(--accent)" strokeWidth="12" />
        <path d="M40 22a18 18 0 1 0 18 18" {...ink} strokeWidth="10" />
      </g>
    </>
  ),
  'guide-pin': (
    <>
      <rect x="40" y="60" width="320" height="110" rx="16" {...paper} />
      {[0, 1, 2, 3, 4, 5].map((at) => (
        <circle
          key={at}
          cx={84 + at * 46}
          cy="115"
          r="13"
          fill={at < 4 ? 'var(--accent)' : 'var(--soft)'}
          stroke="var(--ink)"
          strokeWidth="4"
        />
      ))}
      <path d="M160 200h80v40h-80zM178 200v-12a22 22 0 0 1 44 0v12" {...ink} />
    </>
  ),
  'guide-lay': (
    <>
      {reader(80, 176)}
      {card(125, 62, -8)}
      <path d="M200 20v34m-14-12 14 14 14-14" {...ink} stroke="var(--accent)" strokeWidth="8" />
    </>
  ),
  'guide-consent': (
    <>
      <rect x="90" y="16" width="220" height="230" rx="14" {...paper} />
      <path d="M116 48h110" {...ink} strokeWidth="8" />
      {[86, 122, 158].map((y) => (
        <g key={y}>
          <rect x="116" y={y} width="24" height="24" rx="5" {...soft} />
          <path d={`m121 ${y + 12} 5 6 10-12`} {...ink} stroke="var(--accent)" strokeWidth="5" />
          <path d={`M156 ${y + 12}h120`} {...ink} strokeWidth="6" stroke="#9aa3b5" />
        </g>
      ))}
      <rect x="116" y="200" width="168" height="30" rx="8" {...accent} />
    </>
  ),
  counter: (
    <>
      <path d="M40 236V150h320v86" {...accent} />
      <path d="M24 150h352" {...ink} strokeWidth="10" />
      <circle cx="200" cy="62" r="34" {...paper} />
      <path d="M138 148c0-44 124-44 124 0" {...paper} />
    </>
  ),
};
