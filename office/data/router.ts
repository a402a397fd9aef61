/** Addresses of the pages: each can be sent to a colleague, and none holds anything about a person. */
import { useSyncExternalStore } from 'react';

export type Place =
  | { readonly page: 'today' }
  | { readonly page: 'terminals' }
  | { readonly page: 'enrol' }
  | { readonly page: 'terminal'; readonly id: string }
  | { readonly page: 'residents' }
  | { readonly page: 'accounts' }
  | { readonly page: 'new-account' }
  | { readonly page: 'own-account' }
  | { readonly page: 'unknown' };

export function placeOf(path: string): Place {
  const [first = '', second, ...more] = path.split('/').filter((part) => part !== '');
  if (more.length > 0) return { page: 'unknown' };
  if (second === undefined) {
    if (first === '' || first === 'heute') return { page: 'today' };
    if (first === 'terminals') return { page: 'terminals' };
    if (first === 'einwohnerdaten') return { page: 'residents' };
    if (first === 'konten') return { page: 'accounts' };
    if (first === 'mein-konto') return { page: 'own-account' };
    return { page: 'unknown' };
  }
  if (first === 'terminals') return second === 'neu' ? { page: 'enrol' } : { page: 'terminal', id: decoded(second) };
  if (first === 'konten' && second === 'neu') return { page: 'new-account' };
  return { page: 'unknown' };
}

export function pathOf(place: Exclude<Place, { page: 'unknown' }>): string {
  switch (place.page) {
    case 'today':
      return '/heute';
    case 'terminals':
      return '/terminals';
    case 'enrol':
      return '/terminals/neu';
    case 'terminal':
      return `/terminals/${encodeURIComponent(place.id)}`;
    case 'residents':
      return '/einwohnerdaten';
    case 'accounts':
      return '/konten';
    case 'new-account':
      return '/konten/neu';
    case 'own-account':
      return '/mein-konto';
  }
}

/** A per cent sign that encodes nothing is what it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const listeners = new Set<() => void>();
const changed = (): void => {
  for (const listener of [...listeners]) listener();
};
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

export function navigate(path: string): void {
  if (path === location.pathname + location.search) return;
  history.pushState(null, '', path);
  window.scrollTo(0, 0);
  changed();
}

/** What is chosen on a page goes along in its address, without a step for the button "back". */
export function rememberInAddress(values: Readonly<Record<string, string | null>>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  history.replaceState(null, '', location.pathname + (text === '' ? '' : `?${text}`));
}

export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);
