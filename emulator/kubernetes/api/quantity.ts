const multipliers: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
const pattern = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]i?|Ki)?)$/;

/** Parses a `resource.Quantity` into a number (bytes or cores). Returns null when it is not a quantity. */
export function parseQuantity(text: unknown): number | null {
  const match = pattern.exec(String(text));
  const multiplier = multipliers[match?.[3] ?? ''];
  if (!match || multiplier === undefined) return null;
  return Number(match[1] + (match[2] ?? '')) * multiplier;
}

/** Returns the amount of a quantity that validation has already accepted; 0 when it is undefined. */
export const amountOf = (text: unknown): number => (text === undefined ? 0 : (parseQuantity(text) ?? 0));

/** Renders an amount in canonical form: memory and storage in binary units, everything else in units or thousandths. */
export function formatQuantity(resource: string, amount: number): string {
  if (!/memory|storage|hugepages/.test(resource))
    return Number.isInteger(amount) ? String(amount) : `${Math.ceil(amount * 1000 - 1e-6)}m`;
  const bytes = Math.ceil(amount);
  if (bytes === 0) return '0';
  for (const unit of ['Ti', 'Gi', 'Mi', 'Ki']) {
    const size = multipliers[unit] ?? 1;
    if (bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}

export type Amounts = Record<string, number>;

/** Adds up amounts and quantities by resource. Memory is in bytes, CPU in cores. */
export function addAmounts(...all: (Record<string, unknown> | undefined)[]): Amounts {
  const sum: Amounts = {};
  for (const quantities of all)
    for (const [resource, quantity] of Object.entries(quantities ?? {}))
      sum[resource] = (sum[resource] ?? 0) + (typeof quantity === 'number' ? quantity : amountOf(quantity));
  return sum;
}
