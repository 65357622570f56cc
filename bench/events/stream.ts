import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { clusterCloudEvent, resourceEvent } from '../../test/support/samples/event-payloads.ts';

/** An event as the infra's subscriptions deliver it: alone in its request. */
export interface Delivery {
  functionName: 'onClusterEvent' | 'onResourceChanged';
  event: { id: string };
}

export interface Mix {
  clusters: readonly ClusterReference[];
  poolNames: readonly string[];
  /** The object id of the app's identity, whose own writes come back as events. */
  ownId: string;
}

/**
 * What a hundred events are of. The upgrade of a pool is two events of the cluster's topic (started, ended), a write of the
 * pool when it is asked for and one when it is done, and one of the cluster. Node counts, tags and settings that pipelines
 * and policies write again and again are writes without an upgrade. The app hears of its own writes; versions and ends of
 * support are announced now and then.
 */
const shares = {
  started: 12,
  succeeded: 11,
  failed: 1,
  pool: 40,
  cluster: 20,
  own: 10,
  version: 1,
  support: 1,
  other: 4,
};

const kinds = Object.entries(shares).flatMap(([kind, share]) => Array<string>(share).fill(kind));

export const mixInWords =
  'Of a hundred events 24 are of rolling upgrades (started, succeeded or failed), 60 writes of pools and clusters by others, 10 writes of the app itself, 2 notices, 4 of a type that concerns nobody; over 50 clusters with 3 pools.';

/** Event number `number`, at a moment of its own (ISO 8601). */
function makeEvent(number: number, at: string, { clusters, poolNames, ownId }: Mix): Delivery {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  // A step that shares no factor with the numbers of pools and kinds, so that every pool has every kind.
  const place = number * 7 + Math.floor(number / kinds.length);
  const poolName = poolNames[place % poolNames.length] ?? '';
  const cluster = clusters[Math.floor(place / poolNames.length) % clusters.length];
  if (!cluster) throw new Error('There is no cluster.');
  const kind = kinds[(number * 37) % kinds.length];
  const ofTopic = (name: string, data: object): Delivery => {
    return { functionName: 'onClusterEvent', event: clusterCloudEvent(cluster, { id, name, data, at }) };
  };
  const ofWrite = (pool: string | null, by?: string): Delivery => {
    const event = resourceEvent(cluster, { id, poolName: pool, ...(by !== undefined && { by }) });
    return { functionName: 'onResourceChanged', event: { ...event, eventTime: at } as Delivery['event'] };
  };
  switch (kind) {
    case 'started':
      return ofTopic('NodePoolRollingStarted', { nodePoolName: poolName });
    case 'succeeded':
      return ofTopic('NodePoolRollingSucceeded', { nodePoolName: poolName });
    case 'failed':
      return ofTopic('NodePoolRollingFailed', { nodePoolName: poolName });
    case 'pool':
      return ofWrite(poolName);
    case 'cluster':
      return ofWrite(null);
    case 'own':
      return ofWrite(poolName, ownId);
    case 'version':
      return ofTopic('NewKubernetesVersionAvailable', { latestSupportedKubernetesVersion: '1.34.2' });
    case 'support':
      return ofTopic('ClusterSupportEnding', { kubernetesVersion: '1.32' });
    default:
      return ofTopic('SomethingElse', {});
  }
}

/**
 * A stream of `count` events of which a third are duplicates: of these half come right after their original and half some
 * hundred events later. Moments go forward, a tenth of a second at a time, and end now.
 */
export function makeStream(count: number, mix: Mix): Delivery[] {
  const unique = count - Math.round(count / 3);
  const beganMs = Date.now() - unique * 100;
  const originals = Array.from({ length: unique }, (_, n) => {
    return makeEvent(n, new Date(beganMs + n * 100).toISOString(), mix);
  });
  const late: Delivery[] = [];
  const stream = originals.flatMap((delivery, n) => {
    const again = n % 2 === 0 ? [delivery] : [];
    if (n % 4 === 2) late.push(...again);
    const passed = late.length > 50 && n % 4 === 1 ? late.splice(0, 1) : [];
    return n % 4 === 0 ? [delivery, ...again] : [delivery, ...passed];
  });
  return [...stream, ...late];
}
