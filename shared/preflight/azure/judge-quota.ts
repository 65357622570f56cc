import { couldNotCheck, failed, passed, warning } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';
import type { VcpuUsage, VmSizeOffer } from './offers.ts';

const name = 'vcpu-quota';

/** The name under which Azure counts the vCPUs of all sizes together. */
const region = 'cores';

/** Nodes of one size. */
export interface WantedNodes {
  count: number;
  /** How many more an upgrade makes at a time. */
  surge: number;
}

/**
 * Whether the subscription has vCPUs left for all nodes of these sizes, of their families and of the region. Nodes of a
 * surge count when the pool is upgraded, not when it is made.
 */
export function judgeQuota(
  location: string,
  wanted: readonly (WantedNodes & { size: Reading<VmSizeOffer | null> })[],
  usages: Reading<VcpuUsage[]>,
): PreflightCheck {
  if (!usages.ok) return couldNotCheck(name, `The vCPU quotas of ${location}`, usages.failure);
  const needs = new Map<string, { now: number; withSurge: number }>();
  for (const { size, count, surge } of wanted) {
    if (!size.ok) return couldNotCheck(name, `The vCPUs of the VM size`, size.failure);
    const { vcpus, family } = size.value ?? { vcpus: null, family: '' };
    if (vcpus === null)
      return warning(name, 'Azure does not say how many vCPUs the VM size has.', 'Look for yourself.');
    for (const quota of [family, region]) {
      const known = needs.get(quota) ?? { now: 0, withSurge: 0 };
      needs.set(quota, { now: known.now + count * vcpus, withSurge: known.withSurge + (count + surge) * vcpus });
    }
  }
  const rows = [...needs].map(([quota, need]) => ({ quota, need, left: leftOf(quota, usages.value) }));
  const short = rows.find(({ need, left }) => left !== null && left < need.now);
  if (short) return failed(name, tell(short.quota, location, short.need.now, short.left), askFor);
  const later = rows.find(({ need, left }) => left !== null && left < need.withSurge);
  if (later)
    return warning(
      name,
      `${tell(later.quota, location, later.need.withSurge, later.left)} That is with the nodes that an upgrade adds.`,
      askFor,
    );
  const told = rows.map(
    ({ quota, need, left }) => `${left ?? 'unknown'} left of ${inWords(quota)}, ${need.now} needed`,
  );
  return passed(name, `There are vCPUs enough in ${location}: ${told.join('; ')}.`);
}

const askFor = 'Ask for a larger quota (aka.ms/cpu-quota), fewer nodes or another size.';

const inWords = (quota: string) => (quota === region ? 'the whole region' : quota);

function tell(quota: string, location: string, need: number, left: number | null): string {
  return `${need} vCPUs of ${inWords(quota)} are needed in ${location}, and ${left} are left.`;
}

/** Null for a quota that Azure does not tell. */
function leftOf(quota: string, usages: readonly VcpuUsage[]): number | null {
  const usage = usages.find((each) => each.name.toLowerCase() === quota.toLowerCase());
  return usage ? Math.max(0, usage.limit - usage.used) : null;
}
