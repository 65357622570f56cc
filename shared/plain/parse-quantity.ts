const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimal: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/**
 * Parses a Kubernetes quantity (`100m`, `256Mi`, `1.5Gi`, `2e3`) to a number in base units; null for any other text.
 */
export function parseQuantity(quantity: string): number | null {
  const [, digits, suffix = ''] =
    /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)([a-zA-Z]{0,2})$/.exec(quantity) ?? [];
  if (digits === undefined) return null;
  const power = binary.indexOf(suffix);
  if (power >= 0) return Number(digits) * 1024 ** (power + 1);
  const exponent = decimal[suffix];
  if (exponent === undefined) return null;
  return exponent < 0 ? Number(digits) / 10 ** -exponent : Number(digits) * 10 ** exponent;
}
