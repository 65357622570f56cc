import { BatchV1Api, CoreV1Api, NodeV1Api, VersionApi, Watch } from '@kubernetes/client-node';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { storageKey } from '../../clusters/keys.ts';
import type { ClusterConnection, ClusterConnections } from '../../ports/managed-clusters.ts';
import { TokenKubeConfig } from './token-kube-config.ts';

/** The parts of a cluster's API that we use, over connections that they share. */
export interface ClusterApis {
  core: CoreV1Api;
  batch: BatchV1Api;
  node: NodeV1Api;
  version: VersionApi;
  watch: Watch;
  close(): Promise<void>;
}

export interface ClusterApiCache {
  /** `reused` tells a connection that may have gone stale from one that was opened just now. */
  open(cluster: ClusterReference): Promise<{ apis: ClusterApis; reused: boolean }>;
  forget(cluster: ClusterReference): void;
}

/** Each kept cluster holds a socket or two and one ARM call's worth of credentials. */
const keptClusters = 20;
/** After so long the credentials are read anew: the API server's name or CA may have changed. */
const keptForMs = 10 * 60_000;

export function createClusterApis(
  connection: ClusterConnection,
  limits: { requestTimeoutMs: number; watchIdleMs: number },
): ClusterApis {
  const config = new TokenKubeConfig(connection, limits.requestTimeoutMs);
  const watch = new Watch(config);
  // By default a watch ends after 30 quiet seconds, while API servers send bookmarks about once a minute.
  // The field is public in JavaScript and private in the types.
  Object.assign(watch, { requestTimeoutMs: limits.watchIdleMs });
  return {
    core: config.makeApiClient(CoreV1Api),
    batch: config.makeApiClient(BatchV1Api),
    node: config.makeApiClient(NodeV1Api),
    version: config.makeApiClient(VersionApi),
    watch,
    close: () => config.close(),
  };
}

/** Keeps the connections of the clusters that were used last. */
export function createClusterApiCache(options: {
  connections: ClusterConnections;
  requestTimeoutMs: number;
  watchIdleMs: number;
  now: () => number;
}): ClusterApiCache {
  const kept = new Map<string, { apis: Promise<ClusterApis>; openedAt: number }>();

  function forget(cluster: ClusterReference): void {
    const entry = kept.get(storageKey(cluster));
    kept.delete(storageKey(cluster));
    // Requests under way may still use it, and whoever opened it hears of its failure.
    entry?.apis.then((apis) => apis.close()).catch(() => undefined);
  }

  return {
    forget,
    async open(cluster) {
      const key = storageKey(cluster);
      const entry = kept.get(key);
      if (entry && options.now() - entry.openedAt < keptForMs) {
        kept.delete(key);
        kept.set(key, entry);
        return { apis: await entry.apis, reused: true };
      }
      forget(cluster);
      const apis = options.connections
        .openConnection(cluster)
        .then((connection) => createClusterApis(connection, options));
      kept.set(key, { apis, openedAt: options.now() });
      apis.catch(() => kept.delete(key));
      for (const [oldest] of [...kept].slice(0, Math.max(0, kept.size - keptClusters))) kept.delete(oldest);
      return { apis: await apis, reused: false };
    },
  };
}
