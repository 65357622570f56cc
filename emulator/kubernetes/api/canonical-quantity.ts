/** A `resource.Quantity` as exactly as Kubernetes keeps it: in billionths, with the kind of suffix that it came with. */
interface ExactQuantity {
  nanos: bigint;
  format: 'BinarySI' | 'DecimalSI' | 'DecimalExponent';
}

/** What `resource.ParseQuantity` says of a text that is none. */
export class QuantityError extends Error {}

const wrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
/** From billionths on, in steps of a thousand. */
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const nanosInOne = 10n ** 9n;

function scaleOf(suffix: string): { factor: [bigint, bigint]; format: ExactQuantity['format'] } | null {
  const binary = suffix === '' ? -1 : binarySuffixes.indexOf(suffix);
  if (binary > 0) return { factor: [1024n ** BigInt(binary) * nanosInOne, 1n], format: 'BinarySI' };
  const decimal = decimalSuffixes.indexOf(suffix);
  if (decimal >= 0) return { factor: [1000n ** BigInt(decimal), 1n], format: 'DecimalSI' };
  const exponent = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1];
  if (exponent === undefined) return null;
  const power = Number(exponent) + 9;
  if (power > 40 || power < -40) return null;
  return { factor: power < 0 ? [1n, 10n ** BigInt(-power)] : [10n ** BigInt(power), 1n], format: 'DecimalExponent' };
}

/** Parses a quantity. What is less than a billionth is rounded up. Throws QuantityError. */
export function parseExactQuantity(text: string): ExactQuantity {
  const match = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(text.trim());
  if (!match) throw new QuantityError(wrongFormat);
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') throw new QuantityError(wrongFormat);
  const scale = scaleOf(suffix);
  if (!scale) throw new QuantityError("unable to parse quantity's suffix");
  const [numerator, denominator] = scale.factor;
  const digits = BigInt(whole + fraction) * numerator;
  const divisor = denominator * 10n ** BigInt(fraction.length);
  const nanos = (digits + divisor - 1n) / divisor;
  return { nanos: sign === '-' ? -nanos : nanos, format: scale.format };
}

function writeBinary(units: bigint): string {
  let amount = units;
  let power = 0;
  while (amount % 1024n === 0n && power < binarySuffixes.length - 1) {
    amount /= 1024n;
    power += 1;
  }
  return `${amount}${binarySuffixes[power]}`;
}

function writeDecimal(nanos: bigint, format: ExactQuantity['format']): string {
  let amount = nanos;
  let power = 0;
  while (amount % 1000n === 0n && power < decimalSuffixes.length - 1) {
    amount /= 1000n;
    power += 1;
  }
  if (format === 'DecimalSI') return `${amount}${decimalSuffixes[power]}`;
  const exponent = (power - 3) * 3;
  return exponent === 0 ? String(amount) : `${amount}e${exponent}`;
}

/**
 * Returns a quantity in the canonical form in which Kubernetes answers it: `1000m` is `1`, `1024Mi` is `1Gi`, and `0.5`
 * is `500m`. Throws QuantityError.
 */
export function canonicalQuantity(text: string): string {
  const { nanos, format } = parseExactQuantity(text);
  if (nanos === 0n) return '0';
  const isWhole = nanos % nanosInOne === 0n;
  const units = nanos / nanosInOne;
  const isSmall = units < 1024n && units > -1024n;
  if (format === 'BinarySI' && isWhole && !isSmall) return writeBinary(units);
  return writeDecimal(nanos, format === 'BinarySI' ? 'DecimalSI' : format);
}

/** Canonicalises an amount of a resource, which is rounded up to thousandths. Throws QuantityError. */
export function canonicalAmount(text: string): string {
  const { nanos } = parseExactQuantity(text);
  const rest = nanos % 1_000_000n;
  if (rest === 0n) return canonicalQuantity(text);
  const millis = (nanos - rest) / 1_000_000n + (nanos > 0n ? 1n : 0n);
  return canonicalQuantity(`${millis}m`);
}

/** Returns less than, equal to or more than 0, as the first of two valid quantities compares with the second. */
export function compareQuantities(a: string, b: string): number {
  const difference = parseExactQuantity(a).nanos - parseExactQuantity(b).nanos;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Whether a valid quantity is a whole number. */
export const isWholeQuantity = (text: string): boolean => parseExactQuantity(text).nanos % nanosInOne === 0n;
