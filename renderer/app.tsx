import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { View } from '../electron/ipc/view.ts';
import { Basket } from './components/basket.tsx';
import { Bar } from './components/bar.tsx';
import { themeOf } from './components/display-sheet.tsx';
import { Header } from './components/header.tsx';
import { Overlay } from './components/overlay.tsx';
import { TerminalProvider, UpperPartProvider, directionOf, useTerminal } from './context.tsx';
import { WarmUp, isBehindDisplay } from './warm-up.tsx';
import { loadHyphenation } from './typeset.ts';
import { ScreenView } from './screens/screens.tsx';

/** What is there before the patterns for long words are. */
const SHORT_WORDED: ReadonlySet<View['screen']['kind']> = new Set(['starting', 'attract']);

export function App() {
  const [view, setView] = useState<View | null>(null);
  useEffect(() => {
    const off = window.foyer.onView((next) =>
      setView((now) => (now !== null && now.revision > next.revision ? now : next)),
    );
    window.foyer.ready();
    return off;
  }, []);
  const [parted, setParted] = useState(false);
  const [warmingUp, setWarmingUp] = useState(isBehindDisplay);
  const warmedUp = useCallback(() => {
    setWarmingUp(false);
    setParted(true);
  }, []);
  const first = view === null;
  useEffect(() => {
    if (!first) void loadHyphenation().then(() => setParted(true));
  }, [first]);
  if (view === null && warmingUp)
    return (
      <WarmUp onDone={warmedUp}>
        <Frame />
      </WarmUp>
    );
  if (view === null || (!parted && !SHORT_WORDED.has(view.screen.kind))) return null;
  return (
    <TerminalProvider view={view} parted={parted}>
      <Frame />
    </TerminalProvider>
  );
}

/** A picture needs this much of the glass out of reach, millimetres; else it stands in the page as usual. */
const UPPER_PART_MM = 60;

/** Any touch that presses nothing still says that somebody is there; once in this time is enough. */
const TOUCH_EVERY_MS = 3_000;

function Frame() {
  const { view, send, spoken } = useTerminal();
  const { language, settings, screen, overlay, glass } = view;
  const last = useRef(0);
  const [upper, setUpper] = useState<HTMLElement | null>(null);
  useDocument(view);
  // A new screen begins at its heading, for those who hear it or walk through it by keys.
  const place = `${screen.kind}:${'id' in screen ? screen.id : 'secret' in screen ? screen.secret : 'name' in screen && typeof screen.name === 'object' ? screen.name.text : ''}`;
  useEffect(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }), [place]);
  const touched = (): void => {
    const now = performance.now();
    if (now - last.current < TOUCH_EVERY_MS) return;
    last.current = now;
    send({ type: 'touch' });
  };
  // On paper there is nothing to touch.
  if ('paper' in screen && screen.paper) return <ScreenView screen={screen} />;
  const attract = screen.kind === 'attract' && overlay === undefined;
  return (
    <div className={`frame frame--${screen.kind}`} data-low-reach={settings.lowReach} onPointerDownCapture={touched}>
      {settings.lowReach ? <aside className="out-of-reach" ref={setUpper} /> : null}
      {attract ? null : <Header />}
      <main lang={language} inert={overlay !== undefined}>
        <UpperPartProvider
          value={settings.lowReach && outOfReachMm(glass.lowerEdgeMm, glass.heightMm) > UPPER_PART_MM ? upper : null}
        >
          <ScreenView key={place} screen={screen} />
        </UpperPartProvider>
      </main>
      {view.basket === undefined ? null : <Basket basket={view.basket} />}
      {view.bar.settings || view.bar.back || view.bar.cancel ? <Bar /> : null}
      {overlay === undefined ? null : <Overlay overlay={overlay} />}
      <p className="kern-sr-only" role="status" aria-live="polite">
        {view.spoken.map(spoken).join(' ')}
      </p>
    </div>
  );
}

/** What of the glass stands above the highest operable part, 1220 mm above the floor (EN 301 549, 8.3). */
const outOfReachMm = (lowerEdgeMm: number, heightMm: number): number => Math.max(0, lowerEdgeMm + heightMm - 1220);

/** Language, direction, contrast and the real size of the display are the document's own. */
function useDocument({ language, settings, town, glass }: View): void {
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.lang = language;
    root.dir = directionOf(language);
    root.dataset.kernTheme = themeOf(settings.contrast);
    root.dataset.pointer = String(glass.pointer);
    root.dataset.contrast = settings.contrast;
    root.dataset.textSize = settings.textSize;
    root.style.setProperty('--town-accent', town.accent);
    const scale = (): void => {
      // Designed for 0.277 mm a pixel (24 inches, 1080 × 1920); another display is scaled so that all is as large to
      // the hand.
      const millimetres = glass.heightMm / window.innerHeight;
      root.style.setProperty('--scale', String(Math.min(3, Math.max(0.5, 0.277 / millimetres))));
      const reach = outOfReachMm(glass.lowerEdgeMm, glass.heightMm) / millimetres;
      root.style.setProperty('--out-of-reach', `${Math.min(reach, window.innerHeight * 0.5)}px`);
    };
    scale();
    window.addEventListener('resize', scale);
    return () => window.removeEventListener('resize', scale);
  }, [language, settings.contrast, settings.textSize, town.accent, glass.heightMm, glass.lowerEdgeMm, glass.pointer]);
}
