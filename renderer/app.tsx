import { useEffect, useState } from 'react';
import type { Bridge, View } from '../electron/bridge.ts';

declare global {
  interface Window { readonly foyer: Bridge }
}

export function App() {
  const [view, setView] = useState<View | null>(null);
  useEffect(() => {
    const off = window.foyer.onView((next) => setView((now) => (now !== null && now.revision > next.revision ? now : next)));
    window.foyer.ready();
    return off;
  }, []);
  return view === null ? null : <pre>{JSON.stringify(view, null, 1)}</pre>;
}
