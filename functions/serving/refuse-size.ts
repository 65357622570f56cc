import { readWithin } from '../../shared/activities/preflight/read-within.ts';
import { refuseIf } from '../../shared/api/refuse-if.ts';
import type { SubscriptionLocation } from '../../shared/ports/subscriptions.ts';
import { refuseSize as judgeSize } from '../../shared/preflight/azure/judge-size.ts';
import { judgeVmSize } from '../../shared/preflight/judge-vm-size.ts';
import { adapters } from '../wiring/app.ts';

/**
 * Throws HttpError 400 for a size on which no Kata pool runs. The built-in table alone refuses nothing that Azure's own list
 * could overrule: where it doubts a size the list is asked, and where that cannot be read, or `place` is not known (null), the
 * table decides. A size that it does not doubt is left to the preflight of the run.
 */
export async function refuseSize(place: SubscriptionLocation | null, vmSize: string): Promise<void> {
  if (judgeVmSize(vmSize).likelihood !== 'unlikely') return;
  const read = place && (await readWithin(() => adapters.subscriptions.readVmSize(place, vmSize)));
  refuseIf(judgeSize(vmSize, read?.ok ? read.value.size : null));
}
