import { type HealthCheck, judgeHealth } from '../../shared/api/health-check.ts';
import { readHealth, readHealthDetails } from '../../shared/api/operations/health.ts';
import { toFailure } from '../../shared/errors/failure.ts';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { withinTime } from '../../shared/outbound/within-time.ts';
import { appVersion } from '../../shared/plain/app-version.ts';
import type { EvidenceSigner } from '../../shared/ports/evidence-signer.ts';
import { serve } from '../serving/serve.ts';
import { adapters, settings } from '../wiring/app.ts';

/** How long a dependency may take before it counts as down, in milliseconds. */
const patienceMs = 5000;

/** How long an answer to anybody holds, in milliseconds: whoever asks often makes us ask no more often. */
const holdsMs = 5000;

let last: { at: number; up: Promise<boolean> } | null = null;

serve(readHealth, async () => {
  const now = Date.now();
  if (!last || now - last.at >= holdsMs)
    last = { at: now, up: check('storage', readStorage).then(({ outcome }) => outcome === 'passed') };
  const up = await last.up;
  return { status: up ? 200 : 503, jsonBody: { status: up ? 'up' : 'down' } };
});

serve(readHealthDetails, async () => {
  const checks = await Promise.all([
    check('storage', readStorage),
    check('identity', () => adapters.identity.readPrincipalIds()),
    check('resource-manager', readResourceManager),
    ...(adapters.signer ? [check('signing-key', readSigningKey(adapters.signer))] : []),
  ]);
  return {
    status: 200,
    jsonBody: {
      status: judgeHealth(checks),
      version: appVersion,
      at: new Date().toISOString(),
      checks,
      settings: inForce(),
    },
  };
});

/** Thrown where there is nothing to ask a dependency for. */
class NothingToAsk extends Error {}

async function check(name: HealthCheck['name'], act: () => Promise<unknown>): Promise<HealthCheck> {
  const startedMs = performance.now();
  const ended = (outcome: HealthCheck['outcome'], code: string | null, message: string | null): HealthCheck => {
    return { name, outcome, code, message, durationMs: Math.round(performance.now() - startedMs) };
  };
  try {
    await withinTime(patienceMs, act);
    return ended('passed', null, null);
  } catch (error) {
    if (error instanceof NothingToAsk) return ended('could-not-check', null, error.message);
    const { code, message } = toFailure(error);
    return ended('failed', code, message);
  }
}

/** One row that does not exist, by its key. */
const readStorage = () => adapters.records.readRun('health');

/** Reads a cluster that a run has touched, or the list of the fleet: something that the app's role lets it read. */
async function readResourceManager(): Promise<void> {
  const [cluster] = await adapters.records.listKnownClusters();
  const [subscriptionId] = settings.fleet.subscriptions;
  if (cluster) await adapters.clusters.readCluster(cluster);
  else if (subscriptionId !== undefined)
    await adapters.clusters.listClusterPage({ subscriptionId, resourceGroup: null, continuation: null });
  else throw new NothingToAsk('No cluster is known yet, and no fleet is set: there is nothing to ask for.');
}

/** The newest version, or the one that the setting names, must be one that signs. */
const readSigningKey = (signer: EvidenceSigner) => async () => {
  const [newest] = (await signer.listKeys()).keys;
  const at = Date.now();
  if (!newest?.enabled || (newest.expiresAt !== null && Date.parse(newest.expiresAt) <= at))
    throw new KataproofError('SigningKeyUnusable', `${newest?.keyId ?? 'The key'} is disabled or has expired.`);
};

/** What the settings came to, without what is secret: of alert sinks the names alone. */
function inForce(): Record<string, unknown> {
  const { azure, storage, fleet, workflow } = settings;
  return {
    resourceManagerEndpoint: azure.resourceManagerEndpoint,
    aksApiVersion: azure.aksApiVersion,
    publicApiUrl: settings.publicApiUrl,
    authentication: settings.platformAuthentication ? 'App Service' : 'function keys',
    allowedScopes: settings.allowedScopes,
    allowedResourceScopes: settings.allowedResourceScopes,
    storage: storage.connectionString === null ? 'managed identity' : 'connection string',
    tablePrefix: storage.tablePrefix,
    signingKey: settings.signingKey,
    alertSinks: settings.alerting.sinks.map(({ name }) => name),
    ...{ retentionDays: settings.retentionDays, sweepSchedule: settings.sweepSchedule },
    ...{ fleetSchedule: fleet.schedule, fleetSubscriptions: fleet.subscriptions },
    ...{ runtimeClassName: workflow.runtimeClassName, probeImage: workflow.probeImage },
    ...{ namespace: workflow.namespace, freshForMs: workflow.freshForMs },
    ...{ poolDeadlineMs: workflow.poolDeadlineMs, pairDeadlineMs: workflow.pairDeadlineMs },
    warnings: settings.warnings,
  };
}
