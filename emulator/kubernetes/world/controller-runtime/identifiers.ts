/** The only source of random values in an emulated cluster, so that a test can seed it. */
export interface Identifiers {
  uuid(): string;
  hex(length: number): string;
  digits(length: number): string;
  /** The letters and digits that Kubernetes appends to generateName. */
  suffix(): string;
  between(low: number, high: number): number;
}

const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789';

/** `random` returns a number in [0, 1), as Math.random does. */
export function createIdentifiers(random: () => number): Identifiers {
  const pick = (letters: string, length: number) =>
    Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
  const hex = (length: number) => pick('0123456789abcdef', length);
  return {
    hex,
    digits: (length) => pick('0123456789', length),
    suffix: () => pick(suffixLetters, 5),
    between: (low, high) => low + Math.floor(random() * (high - low + 1)),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick('89ab', 1)}${hex(3)}-${hex(12)}`,
  };
}
