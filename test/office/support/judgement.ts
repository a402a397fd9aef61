/** What every page is judged by, in whatever browser. */

/** Rules of axe: WCAG 2.2 AA and what its authors advise. */
export const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Runs within the page: nothing scrolls sideways, every button holds its words and is large enough to be hit. */
export function layoutProblems(): string[] {
  const found: string[] = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide, of ${clientWidth}`);
  for (const element of document.querySelectorAll<HTMLElement>('button, a.button, dialog')) {
    const label = element.textContent.trim().slice(0, 40);
    if (element.scrollWidth > element.clientWidth + 1) found.push(`"${label}" does not hold its words`);
    const { width, height } = element.getBoundingClientRect();
    // WCAG 2.2, 2.5.8 asks for 24.
    if (width > 0 && height < 24) found.push(`"${label}" is ${height} high`);
  }
  return found;
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string | undefined }[];
}

export const inShort = (violations: readonly Violation[]): readonly { id: string; targets: string[] }[] =>
  violations.map(({ id, nodes }) => ({
    id,
    targets: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  }));
