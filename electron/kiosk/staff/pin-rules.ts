/**
 * Which PINs staff may choose. A terminal stands unattended, so an attacker can try PINs undisturbed: what people try
 * first is refused when it is chosen.
 */

export const PIN_LENGTH = { shortest: 6, longest: 12 } as const;
export type PinFault = 'form' | 'few-digits' | 'sequence' | 'repeated' | 'date';

/**
 * What is wrong with a PIN, or null. Refused are all of fewer than three different digits, those whose digits go up or
 * down by one step, those that are one block again and again, and those of six digits that are a day (DDMMYY, YYMMDD).
 * Six digits are the least that NIST SP 800-63B takes for a secret that is compared on the device, and it asks for a
 * list of refused ones (3.1.1).
 */
export function pinFault(pin: string): PinFault | null {
  if (!new RegExp(`^\\d{${PIN_LENGTH.shortest},${PIN_LENGTH.longest}}$`).test(pin)) return 'form';
  const digits = [...pin].map(Number);
  if (new Set(digits).size < 3) return 'few-digits';
  const steps = new Set(digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10));
  if (steps.size === 1) return 'sequence';
  for (let length = 1; length <= pin.length / 2; length += 1)
    if (pin.length % length === 0 && pin === pin.slice(0, length).repeat(pin.length / length)) return 'repeated';
  if (pin.length === 6 && (isDay(pin.slice(0, 2), pin.slice(2, 4)) || isDay(pin.slice(4, 6), pin.slice(2, 4))))
    return 'date';
  return null;
}

/** In a leap year: what could be somebody's birthday is enough. */
function isDay(day: string, month: string): boolean {
  const date = new Date(Date.UTC(2000, Number(month) - 1, Number(day)));
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && date.getUTCMonth() === Number(month) - 1;
}
