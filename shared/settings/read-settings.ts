import { z } from 'zod';
import { KataproofError } from '../errors/kataproof-error.ts';
import { aksVmmName, kataRuntimeClassName } from '../isolation/kata.ts';
import type { WorkflowOptions } from '../runs/requests.ts';
import { parseLabelSelector } from '../workloads/parse-label-selector.ts';
import { type SandboxPolicy, systemNamespaces } from '../workloads/sandbox-policy.ts';
import { type SinkSettings, sinkList } from './sink-settings.ts';

/** Everything that can be set, checked and with its defaults. Durations carry their units in their names. */
export interface Settings {
  azure: {
    /** https URL without a slash at its end. */
    resourceManagerEndpoint: string;
    /** Resource whose tokens the endpoint takes. */
    resourceManagerAudience: string;
    /** Of a user-assigned identity; null for the system-assigned one. */
    clientId: string | null;
    /** Whether the platform offers a managed identity: App Service and Functions set IDENTITY_ENDPOINT then. */
    managedIdentity: boolean;
  };
  /** Either a connection string or, with the managed identity, endpoints. */
  storage: {
    connectionString: string | null;
    tablesEndpoint: string | null;
    blobsEndpoint: string | null;
    tablePrefix: string;
  };
  /** The topic that has settings of its own is the sink `topic`. */
  alerting: { sinks: SinkSettings[] };
  /** NCRONTAB with seconds. */
  sweepSchedule: string;
  /** History is forgotten after so long, Durable's own too. */
  retentionDays: number;
  fleet: {
    /** NCRONTAB with seconds, UTC unless WEBSITE_TIME_ZONE says otherwise. */
    schedule: string;
    /** GUIDs; none: no fleet. */
    subscriptions: string[];
    /** None: all. */
    resourceGroups: string[];
    /** Null: clusters with any tags. No value: any value of the tag. */
    tag: { name: string; value: string | null } | null;
    parallelClusters: number;
    /** Whether Azure Resource Graph lists the clusters instead of Resource Manager. */
    resourceGraph: boolean;
  };
  /** How long a pool's events are let gather before anything looks at it. */
  quietMs: number;
  workflow: WorkflowOptions;
  /** Which pods must be sandboxed, for the findings of clusters. */
  sandboxPolicy: SandboxPolicy;
}

/** Loopback alone may be spoken to in the clear: that is where storage is emulated. */
const loopbackOrHttps = (url: URL) =>
  url.protocol === 'https:' || (url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname));

const endpoint = (what: string) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && new URL(text).protocol === 'https:', `must be the https URL of ${what}`)
    .transform((text) => text.replace(/\/+$/, ''));

const whole = (unit: string, least: number, most: number, fallback: number) => {
  const message = `must be a whole number${unit && ` of ${unit}`} from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message)
    .default(fallback);
};

const yesOrNo = z
  .string()
  .regex(/^(true|false)$/i, 'must be true or false')
  .transform((text) => text.toLowerCase() === 'true');

/** DNS label (RFC 1123), as namespaces and runtime classes are named. */
const dnsLabel = (what: string) =>
  z
    .string()
    .max(63)
    .regex(
      /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
      `must be the name of a Kubernetes ${what}: small letters, digits, dashes`,
    );

const connectionString = z
  .string()
  .refine(
    (text) =>
      /^UseDevelopmentStorage=true;?$/i.test(text) ||
      ['DefaultEndpointsProtocol', 'AccountName', 'AccountKey'].every((part) =>
        new RegExp(`(^|;)${part}=[^;]+`, 'i').test(text),
      ),
    'must be a storage connection string with DefaultEndpointsProtocol, AccountName and AccountKey (az storage account show-connection-string)',
  )
  .refine((text) => {
    const services = [...text.matchAll(/(?:Table|Blob)Endpoint=([^;]+)/gi)].map(([, url = '']) => url);
    if (!/TableEndpoint=/i.test(text) && /DefaultEndpointsProtocol=http(;|$)/i.test(text)) return false;
    return services.every((url) => URL.canParse(url) && loopbackOrHttps(new URL(url)));
  }, 'must use https: plain http is for the storage emulator on this machine only');

/** Deployment Safeguards of AKS refuse images without an explicit, versioned tag; a digest names one image for good. */
const image = z
  .string()
  .max(512)
  .regex(
    /^[a-z0-9][\w.-]*(:\d+)?(\/[a-z0-9][\w.-]*)+(:(?!latest$|latest@)[\w][\w.-]{0,127}|(:[\w][\w.-]{0,127})?@sha256:[a-f0-9]{64})$/,
    'must name registry, image and a version tag (not latest) or, better, a digest: registry/name@sha256:…',
  );

/** `https://account.blob…` for `https://account.table…`, in every cloud; null for an endpoint of one's own. */
const blobsBeside = (tables: string | undefined) =>
  tables && /^https:\/\/[^/]+\.table\./.test(tables) ? tables.replace('.table.', '.blob.') : null;

const names = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  )
  .refine((list) => list.length > 0, 'must be one or more names, separated by commas');

function parseTag(text: string): { name: string; value: string | null } {
  const [name = '', ...rest] = text.split('=');
  return { name, value: rest.length > 0 ? rest.join('=') : null };
}

const ncrontab = z
  .string()
  .regex(
    /^[\d*/,-]+( [\d*/,-]+){3}( [\w*/,-]+){2}$/,
    'must be an NCRONTAB expression of six fields, seconds first, such as "0 0 * * * *"',
  );

const labelSelector = z.string().transform((text, check) => {
  const selector = parseLabelSelector(text);
  if (selector) return selector;
  check.addIssue({
    code: 'custom',
    message: 'must be a label selector, such as isolation=required or tier in (web,batch),!debug',
  });
  return z.NEVER;
});

const schema = z
  .object({
    AZURE_RESOURCE_MANAGER_ENDPOINT: endpoint('Azure Resource Manager').default('https://management.azure.com'),
    AZURE_RESOURCE_MANAGER_AUDIENCE: endpoint('the resource that Resource Manager takes tokens for').default(
      'https://management.azure.com',
    ),
    AZURE_CLIENT_ID: z.guid('must be the client id (GUID) of a user-assigned identity, or unset').optional(),
    KATAPROOF_STORAGE_CONNECTION_STRING: connectionString.optional(),
    KATAPROOF_TABLES_ENDPOINT: endpoint('the table service, such as https://account.table.core.windows.net').optional(),
    /** Unset: the blob service beside the table service, whose names differ in one word. */
    KATAPROOF_BLOBS_ENDPOINT: endpoint('the blob service, such as https://account.blob.core.windows.net').optional(),
    /** Table names: 3 to 63 letters and digits, a letter first; ours add at most a word. */
    KATAPROOF_TABLE_PREFIX: z
      .string()
      .regex(/^[a-z][a-z0-9]{2,39}$/i, 'must be 3 to 40 letters and digits, beginning with a letter')
      .default('kataproof'),
    KATAPROOF_ALERT_TOPIC_ENDPOINT: endpoint('an Event Grid topic (…/api/events)').optional(),
    KATAPROOF_ALERT_TOPIC_KEY: z.string().min(16, 'must be an access key of the topic').optional(),
    KATAPROOF_ALERT_SINKS: sinkList.default([]),
    KATAPROOF_PROBE_IMAGE: image.default('mcr.microsoft.com/azurelinux/busybox:1.36'),
    KATAPROOF_RUNTIME_CLASS: dnsLabel('RuntimeClass').default(kataRuntimeClassName),
    KATAPROOF_VMM_NAMES: names.default([aksVmmName]),
    KATAPROOF_NAMESPACE: dnsLabel('namespace').optional(),
    KATAPROOF_POOL_DEADLINE_MINUTES: whole('minutes', 1, 240, 30),
    KATAPROOF_PAIR_DEADLINE_MINUTES: whole('minutes', 1, 60, 5),
    KATAPROOF_POLL_SECONDS: whole('seconds', 1, 300, 15),
    /** An activity is billed while it watches, and the host ends it at functionTimeout. */
    KATAPROOF_WATCH_SECONDS: whole('seconds', 1, 60, 50),
    KATAPROOF_PARALLEL_NODES: whole('', 1, 50, 4),
    KATAPROOF_RECONCILE_CLUSTER: yesOrNo.default(false),
    KATAPROOF_EXPIRY_MINUTES: whole('minutes', 5, 1440, 60),
    KATAPROOF_SANDBOX_NAMESPACE_SELECTOR: labelSelector.optional(),
    KATAPROOF_SANDBOX_POD_SELECTOR: labelSelector.optional(),
    KATAPROOF_SWEEP_SCHEDULE: ncrontab.default('0 0 * * * *'),
    /** The largest: ten years. */
    KATAPROOF_RETENTION_DAYS: whole('days', 1, 3650, 400),
    KATAPROOF_FLEET_SCHEDULE: ncrontab.default('0 0 2 * * *'),
    KATAPROOF_FLEET_SUBSCRIPTIONS: names
      .refine((list) => list.every((id) => z.guid().safeParse(id).success), 'must be subscription ids (GUIDs)')
      .default([]),
    KATAPROOF_FLEET_RESOURCE_GROUPS: names.default([]),
    /** Names of tags have at most 512 characters, values 256. */
    KATAPROOF_FLEET_TAG: z
      .string()
      .regex(/^[^=<>%&\\?/]{1,512}(=.{0,256})?$/, 'must be the name of a tag, or name=value')
      .transform(parseTag)
      .optional(),
    KATAPROOF_FLEET_PARALLEL_CLUSTERS: whole('', 1, 50, 5),
    KATAPROOF_FLEET_RESOURCE_GRAPH: yesOrNo.default(false),
    /** A week: AKS brings a new node image about weekly, and each makes the proof stale anyway. */
    KATAPROOF_FRESH_HOURS: whole('hours', 1, 8760, 168),
    KATAPROOF_FLAP_THRESHOLD: whole('', 1, 10, 2),
    KATAPROOF_QUIET_SECONDS: whole('seconds', 0, 3600, 60),
  })
  .superRefine((read, check) => {
    const refuse = (name: keyof typeof read, message: string) =>
      check.addIssue({ code: 'custom', path: [name], message });
    const stores = [read.KATAPROOF_STORAGE_CONNECTION_STRING, read.KATAPROOF_TABLES_ENDPOINT].filter(Boolean).length;
    if (stores === 0)
      refuse(
        'KATAPROOF_TABLES_ENDPOINT',
        'must be set, or KATAPROOF_STORAGE_CONNECTION_STRING: the history of runs is kept there',
      );
    if (stores === 2)
      refuse('KATAPROOF_TABLES_ENDPOINT', 'and KATAPROOF_STORAGE_CONNECTION_STRING are both set: unset one');
    if (read.KATAPROOF_BLOBS_ENDPOINT && read.KATAPROOF_STORAGE_CONNECTION_STRING)
      refuse('KATAPROOF_BLOBS_ENDPOINT', 'and KATAPROOF_STORAGE_CONNECTION_STRING are both set: unset one');
    if (
      read.KATAPROOF_TABLES_ENDPOINT &&
      !read.KATAPROOF_BLOBS_ENDPOINT &&
      !blobsBeside(read.KATAPROOF_TABLES_ENDPOINT)
    )
      refuse('KATAPROOF_BLOBS_ENDPOINT', 'must be set: KATAPROOF_TABLES_ENDPOINT does not tell where the blobs are');
    if (read.KATAPROOF_ALERT_TOPIC_KEY && !read.KATAPROOF_ALERT_TOPIC_ENDPOINT)
      refuse('KATAPROOF_ALERT_TOPIC_ENDPOINT', 'must be set, since KATAPROOF_ALERT_TOPIC_KEY is');
    if (read.KATAPROOF_ALERT_TOPIC_ENDPOINT && read.KATAPROOF_ALERT_SINKS.some(({ name }) => name === 'topic'))
      refuse('KATAPROOF_ALERT_SINKS', "must have no sink named topic: that is KATAPROOF_ALERT_TOPIC_ENDPOINT's name");
    if (read.KATAPROOF_PAIR_DEADLINE_MINUTES > read.KATAPROOF_EXPIRY_MINUTES)
      refuse(
        'KATAPROOF_EXPIRY_MINUTES',
        'must not be less than KATAPROOF_PAIR_DEADLINE_MINUTES: pods would expire early',
      );
  });

/**
 * Reads and checks every setting; an empty one counts as unset. Throws one InvalidSettings error that lists every
 * mistake with what to do. Values are never repeated: some are secret.
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const given = Object.keys(schema.shape)
    .map((name) => [name, environment[name]?.trim()] as const)
    .filter(([, value]) => value);
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw invalidSettings(parsed.error);
  return groupSettings(parsed.data, Boolean(environment['IDENTITY_ENDPOINT']));
}

function invalidSettings(error: z.ZodError): KataproofError {
  const mistakes = error.issues.map(({ path, message }) => `- ${pathOf(path)} ${message}`);
  return new KataproofError(
    'InvalidSettings',
    `${mistakes.length === 1 ? 'A setting is' : 'Settings are'} missing or wrong:\n${[...new Set(mistakes)].join('\n')}`,
  );
}

/** `SETTING[2].url` for what is inside of a setting. */
function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index ? '.' : ''}${String(part)}`))
    .join('');
}

const minuteMs = 60_000;

function groupSettings(read: z.infer<typeof schema>, managedIdentity: boolean): Settings {
  return {
    azure: {
      resourceManagerEndpoint: read.AZURE_RESOURCE_MANAGER_ENDPOINT,
      resourceManagerAudience: read.AZURE_RESOURCE_MANAGER_AUDIENCE,
      clientId: read.AZURE_CLIENT_ID ?? null,
      managedIdentity,
    },
    storage: {
      connectionString: read.KATAPROOF_STORAGE_CONNECTION_STRING ?? null,
      tablesEndpoint: read.KATAPROOF_TABLES_ENDPOINT ?? null,
      blobsEndpoint: read.KATAPROOF_BLOBS_ENDPOINT ?? blobsBeside(read.KATAPROOF_TABLES_ENDPOINT),
      tablePrefix: read.KATAPROOF_TABLE_PREFIX,
    },
    alerting: {
      sinks: [...topicSink(read), ...read.KATAPROOF_ALERT_SINKS],
    },
    sweepSchedule: read.KATAPROOF_SWEEP_SCHEDULE,
    retentionDays: read.KATAPROOF_RETENTION_DAYS,
    fleet: {
      schedule: read.KATAPROOF_FLEET_SCHEDULE,
      subscriptions: [...new Set(read.KATAPROOF_FLEET_SUBSCRIPTIONS.map((id) => id.toLowerCase()))],
      resourceGroups: read.KATAPROOF_FLEET_RESOURCE_GROUPS,
      tag: read.KATAPROOF_FLEET_TAG ?? null,
      parallelClusters: read.KATAPROOF_FLEET_PARALLEL_CLUSTERS,
      resourceGraph: read.KATAPROOF_FLEET_RESOURCE_GRAPH,
    },
    quietMs: read.KATAPROOF_QUIET_SECONDS * 1000,
    workflow: {
      poolDeadlineMs: read.KATAPROOF_POOL_DEADLINE_MINUTES * minuteMs,
      pairDeadlineMs: read.KATAPROOF_PAIR_DEADLINE_MINUTES * minuteMs,
      pollMs: read.KATAPROOF_POLL_SECONDS * 1000,
      watchMs: read.KATAPROOF_WATCH_SECONDS * 1000,
      parallelNodes: read.KATAPROOF_PARALLEL_NODES,
      reconcileCluster: read.KATAPROOF_RECONCILE_CLUSTER,
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
  };
}

/** The two settings of the topic are short for a sink. */
function topicSink(read: z.infer<typeof schema>): SinkSettings[] {
  const { KATAPROOF_ALERT_TOPIC_ENDPOINT: endpoint, KATAPROOF_ALERT_TOPIC_KEY: key } = read;
  return endpoint
    ? [{ name: 'topic', kind: 'event-grid', minimumSeverity: 'info', endpoint, ...(key && { key }) }]
    : [];
}
