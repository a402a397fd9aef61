/**
 * Boards that are asked in ASCII and answer with an echo, a value and a prompt, as Numato Lab's USB GPIO modules do.
 */

export const PROMPT = 0x3e;

/** Characters of one answer; the longest, a version, has under a hundred. */
const LONGEST = 512;

export const readAll = 'gpio readall';
export const version = 'ver';
export const boardId = 'id get';
export const setPin = (pin: number): string => `gpio set ${pinName(pin)}`;
export const clearPin = (pin: number): string => `gpio clear ${pinName(pin)}`;

/** Pins from 10 on are called A, B, C …: one character each. */
const pinName = (pin: number): string => (pin < 10 ? String(pin) : String.fromCharCode(0x41 + pin - 10));

/**
 * Answers between prompts: the lines without the echo of the question. Bounded; what is too long is dropped up to the
 * next prompt.
 */
export class PromptedAnswers {
  #text = '';
  #dropping = false;

  /** The answers that these bytes complete, each as its lines. */
  push(bytes: Uint8Array): string[][] {
    const answers: string[][] = [];
    for (const byte of bytes) {
      if (byte === PROMPT) {
        if (!this.#dropping)
          answers.push(
            this.#text
              .split(/[\r\n]+/)
              .map((line) => line.trim())
              .filter((line) => line !== ''),
          );
        this.forget();
      } else if (this.#text.length >= LONGEST) this.#dropping = true;
      else if (byte < 0x80) this.#text += String.fromCharCode(byte);
    }
    return answers;
  }

  forget(): void {
    this.#text = '';
    this.#dropping = false;
  }
}

/**
 * Levels of all pins as a bit mask, from a `gpio readall` answer: echo and hexadecimal digits; null where it is none.
 */
export function levels(lines: readonly string[]): bigint | null {
  const value = lines.at(-1);
  return lines[0] === readAll && lines.length === 2 && value !== undefined && /^[0-9a-fA-F]{1,32}$/.test(value)
    ? BigInt(`0x${value}`)
    : null;
}
