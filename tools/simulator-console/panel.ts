import type { Faults } from '../../devices/simulation/faults.ts';

/** A simulated device as the simulator console shows it: its state, what a person can do to it, what can go wrong. */
export interface Panel {
  /** As the device is named in the terminal's configuration. */
  readonly name: string;
  readonly title: string;
  readonly address: string;
  readonly hands: readonly { readonly label: string; readonly run: () => unknown }[];
  readonly faults: readonly {
    readonly kind: string;
    readonly label: string;
    readonly begin: (always: boolean) => void;
  }[];
  active(): readonly string[];
  /** Everything is in order again. */
  mend(): unknown;
  /** What can be seen at the device, a line each. */
  facts(): readonly string[];
  /** Sheets that came out, newest last. */
  documents?(): readonly { readonly label: string; readonly pdf: Uint8Array }[];
  onChange(listener: () => void): () => void;
}

/** What simulators of all classes have in common. */
interface Simulated<F extends { readonly kind: string }> {
  readonly address: string;
  readonly faults: Faults<F>;
  onChange(listener: () => void): () => void;
}

export interface PanelParts<F extends { readonly kind: string }> {
  readonly name: string;
  readonly title: string;
  readonly simulator: Simulated<F>;
  /** In German, in the order in which they stand there. */
  readonly hands: Readonly<Record<string, () => unknown>>;
  readonly faults: Readonly<Record<string, F>>;
  readonly facts: () => readonly string[];
  readonly mend?: () => unknown;
  readonly documents?: Panel['documents'];
}

export function panel<F extends { readonly kind: string }>({
  name,
  title,
  simulator,
  hands,
  faults,
  facts,
  mend,
  documents,
}: PanelParts<F>): Panel {
  return {
    name,
    title,
    facts,
    get address() {
      return simulator.address;
    },
    hands: Object.entries(hands).map(([label, run]) => ({ label, run })),
    faults: Object.entries(faults).map(([label, fault]) => ({
      label,
      kind: fault.kind,
      begin: (always: boolean) => (always ? simulator.faults.failAlways(fault) : simulator.faults.failNext(fault)),
    })),
    active: () => simulator.faults.active().map(({ fault }) => fault.kind),
    mend() {
      simulator.faults.clear();
      return mend?.();
    },
    onChange: (listener) => simulator.onChange(listener),
    ...(documents === undefined ? {} : { documents }),
  };
}
