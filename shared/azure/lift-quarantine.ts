import type { AgentPool, ContainerServiceClient } from '@azure/arm-containerservice';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { withoutQuarantine } from '../clusters/quarantine.ts';
import { roleNames } from '../clusters/role-names.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import { isStatus, parseRestError } from '../errors/parse-rest-error.ts';
import { isRecord } from '../plain/is-record.ts';
import { callArm } from './arm-client.ts';
import { isMissing } from './classify-arm-error.ts';
import type { RoundTripRefusal } from './round-trip-guard.ts';

/** Fields of a pool that only AKS writes, and that a PUT therefore leaves out. */
const ofAks = ['eTag', 'provisioningState', 'currentOrchestratorVersion', 'status', 'nodeImageVersion'] as const;

/** Lets a PUT pass that sends back everything but the taint of quarantine and what `toBody` leaves out. */
export const quarantineRefusal: RoundTripRefusal = {
  code: 'NodePoolDoesNotRoundTrip',
  explain: (fields) =>
    `The quarantine was not lifted, since putting the node pool back would have lost what this app does not know: ${fields}. Run az aks nodepool update --node-taints … yourself.`,
  without(brought) {
    const properties = isRecord(brought) ? brought['properties'] : null;
    if (!isRecord(brought) || !isRecord(properties)) return brought;
    const taints = Array.isArray(properties['nodeTaints']) ? properties['nodeTaints'].map(String) : [];
    const kept = Object.entries(properties).filter(([name]) => !leftOut(properties).includes(name));
    return { ...brought, properties: { ...Object.fromEntries(kept), nodeTaints: withoutQuarantine(taints) } };
  },
};

/** The autoscaler changes the number of nodes at any time, and AKS keeps what a PUT does not name. */
function leftOut({ enableAutoScaling }: { enableAutoScaling?: unknown }): string[] {
  return [...ofAks, ...(enableAutoScaling === true ? ['count'] : [])];
}

function toBody(found: AgentPool): AgentPool {
  const kept = Object.entries(found).filter(([name]) => !leftOut(found).includes(name));
  return { ...Object.fromEntries(kept), nodeTaints: withoutQuarantine(found.nodeTaints ?? []) };
}

/** Implements `liftQuarantine` of ManagedClusters with a client that has a round-trip guard for `quarantineRefusal`. */
export async function liftQuarantine(
  client: ContainerServiceClient,
  { resourceGroup, name }: ClusterReference,
  poolName: string,
  eTag: string | null,
): Promise<{ state: 'requested' | 'absent' }> {
  const doing = `change node pools of ${name}: it needs the role "${roleNames.provisioner}" on the cluster`;
  return callArm(doing, async (abortSignal) => {
    try {
      const found = await client.agentPools.get(resourceGroup, name, poolName, { abortSignal });
      if ((found.eTag ?? null) !== eTag) throw changed(poolName);
      if (eTag === null) throw withoutETag(poolName);
      const poller = client.agentPools.createOrUpdate(resourceGroup, name, poolName, toBody(found), {
        ifMatch: eTag,
        abortSignal,
      });
      await poller.submitted();
      return { state: 'requested' };
    } catch (error) {
      if (isStatus(error, 412)) throw changed(poolName);
      if (!(error instanceof KataproofError) && isMissing(parseRestError(error, Date.now())))
        return { state: 'absent' };
      throw error;
    }
  });
}

/** The caller looks again, and finds the eTag that every pool has. */
function withoutETag(poolName: string): KataproofError {
  return new KataproofError(
    'PreconditionFailed',
    `Azure did not tell the eTag of node pool ${poolName}, without which a change of others could be overwritten.`,
  );
}

/** Nodes may have come with the change, so the caller looks at them again. */
function changed(poolName: string): KataproofError {
  return new KataproofError('PreconditionFailed', `Node pool ${poolName} was changed by others meanwhile.`);
}
