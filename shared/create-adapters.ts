import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import { createAlertSinks } from './alerting/http-alert-sinks.ts';
import {
  addressesWithin,
  clustersWithin,
  commandsWithin,
  connectionsWithin,
  newClustersWithin,
  subscriptionsWithin,
} from './azure/within-scopes.ts';
import { once } from './plain/once.ts';
import type { EvidenceSigner } from './ports/evidence-signer.ts';
import type { Ports } from './ports/ports.ts';
import type { Settings } from './settings/settings.ts';

/**
 * The only place where adapters meet: it decides which adapter implements which port. Nothing is loaded and no
 * connection is opened before it is needed, so a cold start loads only what its first call needs.
 */
export function createAdapters(settings: Settings): Ports {
  const credential = lazyCredential(settings.azure.clientId, settings.azure.managedIdentity);
  const { resourceManagerEndpoint: endpoint, resourceManagerAudience: audience, aksApiVersion } = settings.azure;
  const arm = { credential, endpoint, audience, aksApiVersion };
  const storage = { ...settings.storage, credential };
  const kubernetes = once(async () => {
    const { createKubernetesAdapters } = await import('./kubernetes/create-kubernetes-adapters.ts');
    const { createClusterCommands } = await import('./azure/run-command/arm-cluster-commands.ts');
    const { createClusterConnections } = await import('./azure/arm-cluster-connections.ts');
    return createKubernetesAdapters({
      connections: connectionsWithin(
        createClusterConnections({ ...arm, publicFqdn: settings.azure.publicFqdn }),
        settings.allowedScopes,
      ),
      commands: commandsWithin(createClusterCommands(arm), settings.allowedScopes),
      runCommand: settings.azure.runCommand,
      now: Date.now,
    });
  });
  return {
    clusters: lazyPort(async () => {
      const { createManagedClusters } = await import('./azure/arm-managed-clusters.ts');
      const clusters = createManagedClusters(arm);
      if (!settings.fleet.resourceGraph) return clustersWithin(clusters, settings.allowedScopes);
      const { createResourceGraphListing } = await import('./azure/resource-graph-managed-clusters.ts');
      return clustersWithin({ ...clusters, listClusterPage: createResourceGraphListing(arm) }, settings.allowedScopes);
    }),
    newClusters: lazyPort(async () => {
      const { createNewClusters } = await import('./azure/new-cluster/arm-new-clusters.ts');
      return newClustersWithin(createNewClusters(arm), settings.allowedScopes);
    }),
    addresses: lazyPort(async () => {
      const { createClusterAddresses } = await import('./azure/arm-cluster-addresses.ts');
      return addressesWithin(createClusterAddresses(arm), settings.allowedScopes);
    }),
    subscriptions: lazyPort(async () => {
      const { createSubscriptions } = await import('./azure/arm-subscriptions.ts');
      return subscriptionsWithin(
        createSubscriptions(arm, Date.now),
        settings.allowedScopes,
        settings.allowedResourceScopes,
      );
    }),
    identity: lazyPort(async () => (await import('./azure/entra-own-identity.ts')).createOwnIdentity(arm)),
    verification: lazyPort(async () => (await kubernetes()).verification),
    trials: lazyPort(async () => (await kubernetes()).trials),
    workloads: lazyPort(async () => (await kubernetes()).workloads),
    records: lazyPort(async () => (await import('./storage/tables-run-records.ts')).createRunRecords(storage)),
    postures: lazyPort(async () => (await import('./storage/tables-postures.ts')).createPostures(storage)),
    evidence: lazyPort(async () =>
      (await import('./storage/blobs-evidence-archive.ts')).createEvidenceArchive(storage),
    ),
    statements: lazyPort(async () =>
      (await import('./storage/blobs-evidence-statements.ts')).createEvidenceStatements(storage),
    ),
    signer: openSigner(settings, credential),
    chains: lazyPort(async () => (await import('./storage/tables-proof-chains.ts')).createProofChains(storage)),
    findings: lazyPort(async () => (await import('./storage/tables-findings.ts')).createFindings(storage)),
    claims: lazyPort(async () => (await import('./storage/tables-change-claims.ts')).createChangeClaims(storage)),
    runClaims: lazyPort(async () => (await import('./storage/tables-run-claims.ts')).createRunClaims(storage)),
    retention: lazyPort(async () => (await import('./storage/tables-retention.ts')).createRetention(storage)),
    alertStates: lazyPort(async () => (await import('./storage/tables-alert-states.ts')).createAlertStates(storage)),
    sinks: createAlertSinks({ sinks: settings.alerting.sinks, credential, now: Date.now }),
  };
}

/** What signs evidence; null where no setting names a key. */
function openSigner({ signingKey: keyId }: Settings, credential: TokenCredential): EvidenceSigner | null {
  if (keyId === null) return null;
  return lazyPort(async () =>
    (await import('./azure/key-vault/key-vault-evidence-signer.ts')).createEvidenceSigner({
      credential,
      keyId,
      now: Date.now,
    }),
  );
}

/** The identity that telemetry is sent with: that of `clientId`, or the app's own. */
export function createTelemetryCredential({ azure }: Settings, clientId: string | null): TokenCredential {
  return lazyCredential(clientId ?? azure.clientId, azure.managedIdentity);
}

/** An identity. Its library is loaded for the first token. */
function lazyCredential(clientId: string | null, managedIdentity: boolean): TokenCredential {
  const load = once(async () => {
    const { createCredential } = await import('./azure/create-credential.ts');
    return createCredential(clientId, managedIdentity);
  });
  return {
    async getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null> {
      return (await load()).getToken(scopes, options);
    },
  };
}

/**
 * A port whose adapter is loaded at its first call. The adapters' client libraries are nine tenths of all code that
 * could be loaded, and most starts need one or two of them. Every member of the port must be an async method.
 */
function lazyPort<T extends object>(load: () => Promise<T>): T {
  const loadOnce = once(load);
  const callLoaded =
    (name: PropertyKey) =>
    async (...values: unknown[]): Promise<unknown> => {
      const adapter = await loadOnce();
      const method: unknown = Reflect.get(adapter, name);
      if (typeof method !== 'function') throw new TypeError(`The port has no method ${String(name)}.`);
      return Reflect.apply(method, adapter, values);
    };
  return new Proxy({} as T, {
    // A port is not a promise: awaiting the port itself must not call it.
    get: (_target, name) => (name === 'then' ? undefined : callLoaded(name)),
  });
}
