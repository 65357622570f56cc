import { formatClusterId } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { asRecord } from '../plain/as-record.ts';
import { shorten } from '../plain/shorten.ts';
import type { AttributeName } from './attribute-table.ts';

/** What an invocation is about, as attributes of its calls and of its log records. */
export type Subject = Partial<Record<AttributeName, string>>;

/** Names are short; what is longer is none. */
const mostChars = 300;

/**
 * Finds run, cluster, pool and node in the input of an orchestration or an activity, or in the parameters of a route.
 * What is not there, or is no text, is left out.
 */
export function readSubject(input: unknown): Subject {
  const given = asRecord(input);
  const run = asRecord(given['run']);
  const pool = asRecord(given['pool']);
  const cluster = clusterOf(given['cluster']) ?? clusterOf(run['cluster']) ?? clusterOf(given);
  const texts: [AttributeName, unknown][] = [
    ['kataproof.run.id', given['runId'] ?? run['runId']],
    ['kataproof.cluster.id', cluster && formatClusterId(cluster)],
    ['k8s.cluster.name', cluster?.name],
    ['kataproof.pool', given['poolName'] ?? pool['poolName'] ?? pool['name'] ?? asRecord(given['spec'])['name']],
    ['k8s.node.name', given['nodeName']],
  ];
  return Object.fromEntries(
    texts.flatMap(([name, value]) => (typeof value === 'string' && value ? [[name, shorten(value, mostChars)]] : [])),
  );
}

function clusterOf(value: unknown): ClusterReference | null {
  const { subscriptionId, resourceGroup, name } = asRecord(value);
  return typeof subscriptionId === 'string' && typeof resourceGroup === 'string' && typeof name === 'string'
    ? { subscriptionId, resourceGroup, name }
    : null;
}
