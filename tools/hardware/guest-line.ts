/** What the guest says, one line of JSON each: a check, the end of all checks, or why there were none. */
export type GuestLine =
  /** `problem` is null where it passed; `ms` is the guest's own time. */
  | { readonly check: string; readonly ms: number; readonly problem: string | null }
  /** Exit code of the program with the checks. */
  | { readonly ended: number }
  | { readonly obstacle: string };

export const writeGuestLine = (line: GuestLine): string => `${JSON.stringify(line)}\n`;

/** Null for a line that is none: the firmware writes to the serial port as well. */
export function guestLine(text: string): GuestLine | null {
  const start = text.indexOf('{"');
  if (start < 0) return null;
  try {
    return JSON.parse(text.slice(start)) as GuestLine;
  } catch {
    return null;
  }
}
