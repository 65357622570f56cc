import { parseQuantity } from '../../plain/parse-quantity.ts';
import type { ResourceAmounts } from '../workload-facts.ts';

/** No amount of anything. */
export const noAmounts: ResourceAmounts = { memoryBytes: null, milliCpu: null };

/**
 * Memory and CPU of a list of resources. What is no quantity counts as not given. Quantities round up, memory to bytes
 * and CPU to thousandths (kubernetes `apimachinery/pkg/api/resource`).
 */
export function parseAmounts(resources: Readonly<Record<string, unknown>> | null | undefined): ResourceAmounts {
  return {
    memoryBytes: roundUp(parseQuantity(String(resources?.['memory'] ?? ''))),
    milliCpu: roundUp(parseQuantity(String(resources?.['cpu'] ?? '')), 1000),
  };
}

/** Binary fractions must not make 1.001 cores 1002 thousandths, so what is far below a unit is cut off first. */
function roundUp(value: number | null, times = 1): number | null {
  return value === null ? null : Math.ceil(Number((value * times).toFixed(6)));
}
