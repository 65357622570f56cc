import { z } from 'zod';
import { isResourceGroupName, resourceGroupNameInWords } from '../clusters/resource-group-name.ts';
import { isTagName, isTagValue, tagNameInWords, tagValueInWords } from '../clusters/tag-format.ts';
import { aksVmmName, kataRuntimeClassName } from '../isolation/kata.ts';
import {
  connectionString,
  dnsLabel,
  dnsSubdomain,
  endpoint,
  image,
  labelSelector,
  names,
  ncrontab,
  parseTag,
  whole,
  yesOrNo,
} from './setting-formats.ts';
import { sinkList } from './sink-settings.ts';

/**
 * The blob endpoint beside a table endpoint, in every cloud: `https://account.blob…` for `https://account.table…`. Null
 * for a custom domain.
 */
export const blobsBeside = (tables: string | undefined) =>
  tables && /^https:\/\/[^/]+\.table\./.test(tables) ? tables.replace('.table.', '.blob.') : null;

/** Every setting with its format and its default, and the rules between settings. */
export const settingsSchema = z
  .object({
    AZURE_RESOURCE_MANAGER_ENDPOINT: endpoint('Azure Resource Manager').default('https://management.azure.com'),
    AZURE_RESOURCE_MANAGER_AUDIENCE: endpoint('the resource that Resource Manager takes tokens for').default(
      'https://management.azure.com',
    ),
    AZURE_CLIENT_ID: z.guid('must be the client id (GUID) of a user-assigned identity, or unset').optional(),
    KATAPROOF_STORAGE_CONNECTION_STRING: connectionString.optional(),
    KATAPROOF_TABLES_ENDPOINT: endpoint('the table service, such as https://account.table.core.windows.net').optional(),
    /** When unset, the blob service of the same account, whose name differs in one word. */
    KATAPROOF_BLOBS_ENDPOINT: endpoint('the blob service, such as https://account.blob.core.windows.net').optional(),
    /**
     * Azure allows 63 letters and digits in a table name, a letter first ("Understanding the Table service data
     * model"). Our names add at most one word to the prefix.
     */
    KATAPROOF_TABLE_PREFIX: z
      .string()
      .regex(/^[a-z][a-z0-9]{2,39}$/i, 'must be 3 to 40 letters and digits, beginning with a letter')
      .default('kataproof'),
    KATAPROOF_ALERT_TOPIC_ENDPOINT: endpoint('an Event Grid topic (…/api/events)').optional(),
    KATAPROOF_ALERT_TOPIC_KEY: z.string().min(16, 'must be an access key of the topic').optional(),
    KATAPROOF_ALERT_SINKS: sinkList.default([]),
    KATAPROOF_PROBE_IMAGE: image.default('mcr.microsoft.com/azurelinux/busybox:1.36'),
    KATAPROOF_RUNTIME_CLASS: dnsSubdomain('RuntimeClass').default(kataRuntimeClassName),
    KATAPROOF_VMM_NAMES: names.default([aksVmmName]),
    KATAPROOF_NAMESPACE: dnsLabel('namespace').optional(),
    KATAPROOF_POOL_DEADLINE_MINUTES: whole('minutes', 1, 240, 30),
    KATAPROOF_PAIR_DEADLINE_MINUTES: whole('minutes', 1, 60, 5),
    KATAPROOF_POLL_SECONDS: whole('seconds', 1, 300, 15),
    /** An activity is billed while it watches, and the host ends it at functionTimeout (host.json). */
    KATAPROOF_WATCH_SECONDS: whole('seconds', 1, 60, 50),
    KATAPROOF_PARALLEL_NODES: whole('', 1, 50, 4),
    KATAPROOF_PUBLIC_FQDN: yesOrNo.default(false),
    KATAPROOF_RECONCILE_CLUSTER: yesOrNo.default(false),
    KATAPROOF_EXPIRY_MINUTES: whole('minutes', 5, 1440, 60),
    KATAPROOF_SANDBOX_NAMESPACE_SELECTOR: labelSelector.optional(),
    KATAPROOF_SANDBOX_POD_SELECTOR: labelSelector.optional(),
    KATAPROOF_SWEEP_SCHEDULE: ncrontab.default('0 0 * * * *'),
    KATAPROOF_RETENTION_DAYS: whole('days', 1, 3650, 400),
    KATAPROOF_FLEET_SCHEDULE: ncrontab.default('0 0 2 * * *'),
    KATAPROOF_FLEET_SUBSCRIPTIONS: names
      .refine((list) => list.every((id) => z.guid().safeParse(id).success), 'must be subscription ids (GUIDs)')
      .default([]),
    KATAPROOF_FLEET_RESOURCE_GROUPS: names
      .refine(
        (list) => list.every(isResourceGroupName),
        `must be names of resource groups: ${resourceGroupNameInWords}`,
      )
      .default([]),
    KATAPROOF_FLEET_TAG: z
      .string()
      .transform(parseTag)
      .refine(
        ({ name, value }) => isTagName(name) && isTagValue(value ?? ''),
        `must be the name of a tag, or name=value; the name must be ${tagNameInWords}; the value must have ${tagValueInWords}`,
      )
      .optional(),
    KATAPROOF_FLEET_PARALLEL_CLUSTERS: whole('', 1, 50, 5),
    KATAPROOF_FLEET_RESOURCE_GRAPH: yesOrNo.default(false),
    /** AKS releases a new node image about once a week, and a new image makes the proof stale anyway. */
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

/** The settings as parsed, before they are grouped. */
export type ReadSettings = z.output<typeof settingsSchema>;
