import { couldNotCheck, failed, notChecked, passed, warning } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';
import type { VcpuUsage, VmSizeOffer } from './offers.ts';

const name = 'vcpu-quota';

/** The name under which Azure counts the vCPUs of all sizes together. */
const region = 'cores';

/** Nodes of one size. */
export interface WantedNodes {
  count: number;
  /** How many an autoscaler may make of them; the same as `count` without one. */
  atMost: number;
  /** How many more an upgrade makes at a time. */
  surge: number;
}

interface Need {
  now: number;
  grown: number;
  withSurge: number;
}

/**
 * Whether the subscription has vCPUs left for all nodes of these sizes, of their families and of the region. Nodes of an
 * autoscaler and of a surge count when they come, not when the pool is made. A quota that Azure does not tell is no pass.
 */
export function judgeQuota(
  location: string,
  wanted: readonly (WantedNodes & { size: Reading<VmSizeOffer | null> })[],
  usages: Reading<VcpuUsage[]>,
): PreflightCheck {
  if (!usages.ok) return couldNotCheck(name, `The vCPU quotas of ${location}`, usages.failure);
  const needs = new Map<string, Need>();
  for (const { size, count, atMost, surge } of wanted) {
    if (!size.ok) return couldNotCheck(name, `The vCPUs of the VM size`, size.failure);
    const { vcpus, family } = size.value ?? { vcpus: null, family: '' };
    if (vcpus === null)
      return notChecked(name, 'Azure does not say how many vCPUs the VM size has.', 'Look for yourself.');
    for (const quota of [family, region]) {
      const { now, grown, withSurge } = needs.get(quota) ?? { now: 0, grown: 0, withSurge: 0 };
      needs.set(quota, {
        now: now + count * vcpus,
        grown: grown + atMost * vcpus,
        withSurge: withSurge + (atMost + surge) * vcpus,
      });
    }
  }
  const rows = [...needs].map(([quota, need]) => ({ quota, need, left: leftOf(quota, usages.value) }));
  const lacking = (when: keyof Need) => {
    const short = rows.find(({ need, left }) => left !== null && left < need[when]);
    return short ? tell(short.quota, location, short.need[when], short.left) : null;
  };
  const now = lacking('now');
  if (now) return failed(name, now, askFor);
  const untold = rows.find(({ left }) => left === null);
  if (untold)
    return notChecked(
      name,
      `Azure does not tell the quota of ${inWords(untold.quota)} in ${location}, of which ${untold.need.now} vCPUs are needed.`,
      'Look for yourself (aka.ms/cpu-quota): AKS refuses what is beyond it.',
    );
  const grown = lacking('grown');
  if (grown) return warning(name, `${grown} That is with all nodes that the autoscaler may make.`, askFor);
  const later = lacking('withSurge');
  if (later) return warning(name, `${later} That is with the nodes that an upgrade adds.`, askFor);
  const told = rows.map(({ quota, need, left }) => `${left} left of ${inWords(quota)}, ${need.now} needed`);
  return passed(name, `There are vCPUs enough in ${location}: ${told.join('; ')}.`);
}

const askFor = 'Ask for a larger quota (aka.ms/cpu-quota), fewer nodes or another size.';

const inWords = (quota: string) => (quota === region ? 'the whole region' : quota || 'the family of the VM size');

function tell(quota: string, location: string, need: number, left: number | null): string {
  return `${need} vCPUs of ${inWords(quota)} are needed in ${location}, and ${left} are left.`;
}

/** Null for a quota that Azure does not tell. */
function leftOf(quota: string, usages: readonly VcpuUsage[]): number | null {
  const usage = usages.find((each) => each.name.toLowerCase() === quota.toLowerCase());
  return usage ? Math.max(0, usage.limit - usage.used) : null;
}
