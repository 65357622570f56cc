import {
  AuthorizationV1Api,
  BatchV1Api,
  CoreV1Api,
  type KubeConfig,
  NodeV1Api,
  VersionApi,
  type Watch,
} from '@kubernetes/client-node';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import { storageKey } from '../../clusters/keys.ts';
import type { ClusterLimits } from '../../outbound/limits.ts';
import { createRecentlyUsed } from '../../plain/recently-used.ts';
import type { ClusterConnection } from '../../ports/managed-clusters.ts';
import { createWatch } from './open-watch.ts';
import { rememberTokens, type SentTokens } from './sent-tokens.ts';
import { TokenKubeConfig } from './token-kube-config.ts';

/** A way to one cluster's API. */
interface ApiSource {
  makeApiClient: KubeConfig['makeApiClient'];
  watch: Pick<Watch, 'watch'>;
  /** Milliseconds between two looks where no watch tells of changes; 0 where one does. */
  pauseMs: number;
  reach: ClusterConnection['reach'];
  /** Removes the tokens of this connection from what the cluster told. */
  tokens: Pick<SentTokens, 'removeFrom' | 'removeFromError'>;
  /** Closes the connections after their requests have ended. */
  close(): Promise<void>;
}

/** The parts of a cluster's API that we use. They share connections. */
export interface ClusterApis extends Omit<ApiSource, 'makeApiClient'> {
  access: AuthorizationV1Api;
  core: CoreV1Api;
  batch: BatchV1Api;
  node: NodeV1Api;
  version: VersionApi;
}

/** Open connections to clusters. */
export interface ClusterApiCache {
  /**
   * Opens a connection unless there is one. `reused` is true for one that was open already and so may be outdated.
   * Throws the errors of whoever opens it.
   */
  open(cluster: ClusterReference): Promise<{ apis: ClusterApis; reused: boolean }>;
  /** Closes the connection of a cluster, so that the next call opens a new one. */
  forget(cluster: ClusterReference): void;
}

/**
 * Most clusters that stay connected: each holds two sockets, or over HTTP/1.1 two or three for each node that is proven at the
 * time, and saves one ARM call for credentials. A night has up to fifty clusters in hand
 * (KATAPROOF_FLEET_PARALLEL_CLUSTERS) and comes to each again when its pods have ended, a minute later, in which it has come to sixty others.
 */
const keptClusters = 128;
/** After this time the credentials are read again, because the API server's name or CA may have changed. */
const keptForMs = 10 * 60_000;

/** Creates API clients that share one connection, within the limits. */
export function createClusterApis(connection: ClusterConnection, limits: ClusterLimits): ClusterApis {
  const tokens = rememberTokens(connection);
  const config = new TokenKubeConfig(tokens.connection, limits);
  const watch = createWatch(config, limits.watchIdleMs);
  const { makeApiClient } = config;
  return assembleApis({
    makeApiClient,
    watch,
    pauseMs: 0,
    reach: connection.reach,
    tokens,
    close: () => config.close(),
  });
}

/** Makes a client of each part of the API, whichever way its requests go. */
export function assembleApis({ makeApiClient, ...source }: ApiSource): ClusterApis {
  return {
    ...source,
    access: makeApiClient(AuthorizationV1Api),
    core: makeApiClient(CoreV1Api),
    batch: makeApiClient(BatchV1Api),
    node: makeApiClient(NodeV1Api),
    version: makeApiClient(VersionApi),
  };
}

/** Creates a cache that keeps the connections of the most recently used clusters. */
export function createClusterApiCache(options: {
  /** Opens a new connection. */
  connect: (cluster: ClusterReference) => Promise<ClusterApis>;
  now: () => number;
}): ClusterApiCache {
  // A request under way may still use the connection; whoever opened it hears of its failure.
  const kept = createRecentlyUsed<{ apis: Promise<ClusterApis>; openedAt: number }>(keptClusters, ({ apis }) => {
    apis.then((opened) => opened.close()).catch(() => undefined);
  });

  return {
    forget: (cluster) => kept.delete(storageKey(cluster)),
    async open(cluster) {
      const key = storageKey(cluster);
      const entry = kept.get(key);
      if (entry && options.now() - entry.openedAt < keptForMs) return { apis: await entry.apis, reused: true };
      const apis = options.connect(cluster);
      kept.set(key, { apis, openedAt: options.now() });
      apis.catch(() => {
        if (kept.get(key)?.apis === apis) kept.delete(key);
      });
      return { apis: await apis, reused: false };
    },
  };
}
