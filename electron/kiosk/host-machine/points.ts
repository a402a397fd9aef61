/** What a machine in a lobby should be, measured: each point, what can be found of it, and what that means. */

export type Verdict = 'good' | 'bad' | 'unknown';

/**
 * Every finding of every point. `unknown` is for what cannot be seen from the terminal's account, or was not
 * understood: it counts as neither good nor bad, and the report asks the technician to look.
 */
export const FINDINGS = {
  /** Where the key is by which the register knows the terminal. `bound`: only this machine's TPM opens it. */
  key: { bound: 'good', 'once-clear': 'bad', 'key-ring': 'unknown', clear: 'bad', unreadable: 'bad', none: 'unknown' },
  /** Whether all disks below the terminal's data are encrypted (dm-crypt). */
  disk: { encrypted: 'good', clear: 'bad', unknown: 'unknown' },
  /** UEFI Secure Boot. `legacy`: the machine was not started by UEFI at all. */
  'secure-boot': { on: 'good', off: 'bad', legacy: 'bad', unknown: 'unknown' },
  sysrq: { off: 'good', on: 'bad', unknown: 'unknown' },
  /** Sockets that others could reach; whether a packet filter stands before them cannot be seen. */
  ports: { none: 'good', open: 'unknown', unknown: 'unknown' },
  /** Whether somebody sets the clock. Whether he can prove who he is (NTS) cannot be seen. */
  clock: { synchronized: 'good', free: 'bad', unknown: 'unknown' },
  /** By the package lists that lie here; `stale`: those are older than a week. */
  updates: { none: 'good', pending: 'bad', stale: 'unknown', unknown: 'unknown' },
  /** Memory on a disk in clear. */
  swap: { none: 'good', encrypted: 'good', clear: 'bad', unknown: 'unknown' },
  'core-dumps': { off: 'good', on: 'bad', unknown: 'unknown' },
} as const satisfies Record<string, Record<string, Verdict>>;

export type PointName = keyof typeof FINDINGS;
export type Finding<N extends PointName> = keyof (typeof FINDINGS)[N] & string;
/** `detail`: ports, numbers, names of devices; nothing of a visitor. */
export type MachinePoint = {
  [N in PointName]: { readonly name: N; readonly finding: Finding<N>; readonly detail: string | null };
}[PointName];

export const verdictOf = ({ name, finding }: MachinePoint): Verdict =>
  (FINDINGS[name] as Readonly<Record<string, Verdict>>)[finding] ?? 'unknown';

/** The key of the sentence that says it, and what to do. */
export type PointKey = { [N in PointName]: `technician.machine.${N}.${Finding<N>}` }[PointName];
export const keyOf = ({ name, finding }: MachinePoint): PointKey => `technician.machine.${name}.${finding}` as PointKey;
