import type { z } from 'zod';
import { findMistakes, type Mistake } from '../errors/find-mistakes.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import { closest } from '../plain/closest.ts';
import { shorten } from '../plain/shorten.ts';
import { boundaryBytes } from '../runs/boundary.ts';
import { systemNamespaces } from '../workloads/sandbox-policy.ts';
import { defaults } from './defaults.static.ts';
import { groupTelemetry } from './group-telemetry.ts';
import { readVariable } from './platform-variables.ts';
import type { Settings } from './settings.ts';
import { blobsBeside, findConflicts, type ReadSettings, settingFormats } from './settings-schema.ts';
import type { SinkSettings } from './sink-settings.ts';
import { warnOfFourEyes } from './warn-of-four-eyes.ts';
import { warnOfTimeZone } from './warn-of-time-zone.ts';

/**
 * Reads and checks every setting; an empty one counts as unset. Throws one InvalidSettings error that lists every
 * mistake and says what to do. It never repeats a value, because some are secret.
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const { read, mistakes } = parseSettings(environment);
  const all = [...mistakes, ...findUnknownSettings(environment)];
  if (all.length > 0) throw invalidSettings(all);
  const settings = groupSettings(read, {
    managedIdentity: Boolean(readVariable(environment, 'IDENTITY_ENDPOINT')),
    authentication: /^true$/i.test(readVariable(environment, 'WEBSITE_AUTH_ENABLED')),
    environment,
  });
  const mistake = findTooLong(settings);
  if (mistake) throw invalidSettings([mistake]);
  return settings;
}

/** Each setting that is set, as its format reads it, and the defaults of the others. */
function parseSettings(environment: NodeJS.ProcessEnv): { read: ReadSettings; mistakes: Mistake[] } {
  const read: Record<string, unknown> = { ...defaults };
  const given = new Set<string>();
  const mistakes: Mistake[] = [];
  for (const [name, format] of Object.entries(settingFormats) as [string, () => z.ZodType][]) {
    const text = environment[name]?.trim();
    if (!text) continue;
    given.add(name);
    const found = findMistakes(format(), text);
    if (!found.mistakes) read[name] = found.data;
    for (const { path, message } of found.mistakes ?? []) mistakes.push({ path: [name, ...path], message });
  }
  // Every format has read its own setting, and where it could not, its default stands in.
  const whole = read as ReadSettings;
  return { read: whole, mistakes: [...mistakes, ...findConflicts(whole, given)] };
}

/** The settings that travel in the inputs of orchestrations, beside a hundred clusters. */
const mostTravellingBytes = 20 * 1024;

/** Settings that are too long together: Durable Functions would not pass them on. Names the longest. */
function findTooLong({ workflow, sandboxPolicy, fleet }: Settings): Mistake | null {
  const { subscriptions, resourceGroups, tag } = fleet;
  if (boundaryBytes({ workflow, sandboxPolicy, subscriptions, resourceGroups, tag }) <= mostTravellingBytes)
    return null;
  const lengths = {
    KATAPROOF_FLEET_SUBSCRIPTIONS: boundaryBytes(subscriptions),
    KATAPROOF_FLEET_RESOURCE_GROUPS: boundaryBytes(resourceGroups),
    KATAPROOF_SANDBOX_NAMESPACE_SELECTOR: boundaryBytes(sandboxPolicy.namespaceSelector),
    KATAPROOF_SANDBOX_POD_SELECTOR: boundaryBytes(sandboxPolicy.podSelector),
    KATAPROOF_VMM_NAMES: boundaryBytes(workflow.vmmNames),
  };
  const [longest = ''] = Object.entries(lengths).reduce((one, other) => (other[1] > one[1] ? other : one));
  return { path: [longest], message: 'is too long, with the other lists: a night has to carry all of it along' };
}

/** Variables of our commands (`npx kataproof`, `npm run replay-dead-letters`, `npm run test:host`), which may stand in the same shell. */
const ofCommands = /^KATAPROOF_(URL|KEY|TOKEN|EVENTS_KEY|FUNCTIONS_HOST|TEST(_\w+)?)$/;

/**
 * Settings that begin with our name, well spelt or not, and are none of ours: a misspelt one would be without effect, and
 * nobody would know.
 */
function findUnknownSettings(environment: NodeJS.ProcessEnv): Mistake[] {
  const known = Object.keys(settingFormats);
  return Object.keys(environment)
    .filter((name) => isOfOurName(name, known) && !known.includes(name) && !ofCommands.test(name))
    .filter((name) => environment[name]?.trim())
    .map((name) => {
      const meant = closest(name.toUpperCase(), known);
      const message = `is no setting of this app${meant === null ? ': remove it' : `: do you mean ${meant}?`}`;
      return { path: [shorten(name, 80)], message };
    });
}

/** Whatever begins with `KATAPROOF_`; and `KATA_PROOF_X`, `KATAPROOF-X` or `KATPROOF_X` where a setting of ours is meant. */
function isOfOurName(name: string, known: readonly string[]): boolean {
  const shouted = name.slice(0, 100).toUpperCase();
  if (shouted.startsWith('KATAPROOF_')) return true;
  const [first = ''] = shouted.split('_');
  const isLike = /^KATA\W?_?PROOF/.test(shouted) || closest(first, ['KATAPROOF']) !== null;
  return isLike && closest(shouted, known) !== null;
}

function invalidSettings(mistakes: Mistake[]): KataproofError {
  const lines = mistakes.map(({ path, message }) => `- ${pathOf(path)} ${message}`);
  return new KataproofError(
    'InvalidSettings',
    `${lines.length === 1 ? 'A setting is' : 'Settings are'} missing or wrong:\n${[...new Set(lines)].join('\n')}`,
  );
}

/** Writes the path to a part of a setting as `SETTING[2].url`. */
function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index ? '.' : ''}${String(part)}`))
    .join('');
}

const minuteMs = 60_000;

/** What the platform offers, as its own variables tell. */
interface Platform {
  managedIdentity: boolean;
  authentication: boolean;
  environment: NodeJS.ProcessEnv;
}

function groupSettings(read: ReadSettings, platform: Platform): Settings {
  return {
    warnings: listWarnings(read, platform),
    azure: {
      resourceManagerEndpoint: read.AZURE_RESOURCE_MANAGER_ENDPOINT,
      resourceManagerAudience: read.AZURE_RESOURCE_MANAGER_AUDIENCE,
      clientId: read.AZURE_CLIENT_ID ?? null,
      managedIdentity: platform.managedIdentity,
      publicFqdn: read.KATAPROOF_PUBLIC_FQDN,
      runCommand: read.KATAPROOF_RUN_COMMAND,
      aksApiVersion: read.KATAPROOF_AKS_API_VERSION ?? null,
    },
    allowedScopes: read.KATAPROOF_ALLOWED_SCOPES ?? null,
    allowedResourceScopes: read.KATAPROOF_ALLOWED_RESOURCE_SCOPES ?? [],
    approval: {
      required: read.KATAPROOF_REQUIRE_APPROVAL,
      forMs: read.KATAPROOF_APPROVAL_HOURS * 60 * 60_000,
      fourEyes: read.KATAPROOF_APPROVAL_FOUR_EYES,
    },
    limits: { largestPool: read.KATAPROOF_LARGEST_POOL, vmSizes: read.KATAPROOF_ALLOWED_VM_SIZES ?? [] },
    storage: {
      connectionString: read.KATAPROOF_STORAGE_CONNECTION_STRING ?? null,
      tablesEndpoint: read.KATAPROOF_TABLES_ENDPOINT ?? null,
      blobsEndpoint: read.KATAPROOF_BLOBS_ENDPOINT ?? blobsBeside(read.KATAPROOF_TABLES_ENDPOINT),
      tablePrefix: read.KATAPROOF_TABLE_PREFIX,
    },
    signingKey: read.KATAPROOF_SIGNING_KEY ?? null,
    alerting: { sinks: [...topicSink(read), ...read.KATAPROOF_ALERT_SINKS] },
    sweepSchedule: read.KATAPROOF_SWEEP_SCHEDULE,
    retentionDays: read.KATAPROOF_RETENTION_DAYS,
    durableRetentionDays: read.KATAPROOF_DURABLE_RETENTION_DAYS,
    fleet: {
      schedule: read.KATAPROOF_FLEET_SCHEDULE,
      subscriptions: [...new Set(read.KATAPROOF_FLEET_SUBSCRIPTIONS.map((id) => id.toLowerCase()))],
      resourceGroups: read.KATAPROOF_FLEET_RESOURCE_GROUPS,
      tag: read.KATAPROOF_FLEET_TAG ?? null,
      parallelClusters: read.KATAPROOF_FLEET_PARALLEL_CLUSTERS,
      resourceGraph: read.KATAPROOF_FLEET_RESOURCE_GRAPH,
    },
    platformAuthentication: platform.authentication,
    publicApiUrl: read.KATAPROOF_PUBLIC_API_URL ?? null,
    quietMs: read.KATAPROOF_QUIET_SECONDS * 1000,
    eventQueue: read.KATAPROOF_EVENT_QUEUE,
    workflow: {
      clusterDeadlineMs: read.KATAPROOF_CLUSTER_DEADLINE_MINUTES * minuteMs,
      poolDeadlineMs: read.KATAPROOF_POOL_DEADLINE_MINUTES * minuteMs,
      pairDeadlineMs: read.KATAPROOF_PAIR_DEADLINE_MINUTES * minuteMs,
      pollMs: read.KATAPROOF_POLL_SECONDS * 1000,
      watchMs: read.KATAPROOF_WATCH_SECONDS * 1000,
      parallelNodes: read.KATAPROOF_PARALLEL_NODES,
      reconcileCluster: read.KATAPROOF_RECONCILE_CLUSTER,
      runCommand: read.KATAPROOF_RUN_COMMAND,
      expiryMs: read.KATAPROOF_EXPIRY_MINUTES * minuteMs,
      runtimeClassName: read.KATAPROOF_RUNTIME_CLASS,
      vmmNames: read.KATAPROOF_VMM_NAMES,
      probeImage: read.KATAPROOF_PROBE_IMAGE,
      namespace: read.KATAPROOF_NAMESPACE ?? null,
      freshForMs: read.KATAPROOF_FRESH_HOURS * 60 * minuteMs,
      flapThreshold: read.KATAPROOF_FLAP_THRESHOLD,
    },
    sandboxPolicy: {
      namespaceSelector: read.KATAPROOF_SANDBOX_NAMESPACE_SELECTOR ?? null,
      podSelector: read.KATAPROOF_SANDBOX_POD_SELECTOR ?? null,
      excludedNamespaces: [...systemNamespaces],
    },
    operatorNamespaces: read.KATAPROOF_OPERATOR_NAMESPACES,
    telemetry: groupTelemetry(read, platform.environment),
  };
}

function listWarnings(read: ReadSettings, { environment, authentication }: Platform): string[] {
  const warnings = [warnOfTimeZone(environment), warnOfFourEyes(read, authentication)];
  return warnings.filter((warning) => warning !== null);
}

/** The two settings of the topic are a short form of a sink. */
function topicSink(read: ReadSettings): SinkSettings[] {
  const { KATAPROOF_ALERT_TOPIC_ENDPOINT: endpoint, KATAPROOF_ALERT_TOPIC_KEY: key } = read;
  return endpoint
    ? [{ name: 'topic', kind: 'event-grid', minimumSeverity: 'info', endpoint, ...(key && { key }) }]
    : [];
}
