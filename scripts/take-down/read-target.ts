import { z } from 'zod';

/** What is to be removed, as azd's environment tells it. */
export interface Target {
  environmentName: string;
  subscriptionId: string;
  resourceGroup: string;
  /** Object id of the app's identity. */
  principalId: string;
  /** The part that every name of this deployment has. */
  resourceToken: string;
  /** Every subscription in which something of it may be, its own first. */
  subscriptionIds: string[];
  /** Resource ids of what is watched, in lower case. */
  watched: string[];
  subscribeToAnnouncements: boolean;
  /** Resource ids of system topics that were there before. */
  topicIds: string[];
}

/** The resource group for topics in other subscriptions, as infra/events/events.bicep names it. */
export const groupOfTopics = ({ resourceGroup, resourceToken }: Target) => `${resourceGroup}-events-${resourceToken}`;

const text = z.string().trim().min(1);
const list = <Item extends z.ZodType>(item: Item) =>
  z
    .string()
    .transform((json) => (json.trim() === '' ? [] : JSON.parse(json)))
    .pipe(z.array(item));

const environment = z.object({
  AZURE_ENV_NAME: text,
  AZURE_SUBSCRIPTION_ID: z.guid(),
  AZURE_RESOURCE_GROUP: text,
  IDENTITY_PRINCIPAL_ID: z.guid(),
  FUNCTION_APP_NAME: z.string().regex(/^func-kataproof-[a-z0-9]{13}$/),
  WATCHED_SUBSCRIPTIONS: list(z.guid()).default([]),
  WATCHED_RESOURCE_GROUPS: list(text).default([]),
  WATCHED_CLUSTERS: list(text).default([]),
  CLUSTER_SUBNETS: list(text).default([]),
  CLUSTER_IDENTITIES: list(text).default([]),
  SUBSCRIBE_TO_ANNOUNCEMENTS: z.string().default('false'),
  EXISTING_SYSTEM_TOPICS: list(z.looseObject({ topicId: text })).default([]),
});

/**
 * Reads the variables that azd gives a hook, and `azd env get-values` prints. Throws an Error that names each that is
 * missing or wrong.
 */
export function readTarget(variables: NodeJS.ProcessEnv): Target {
  const { data, error } = environment.safeParse(variables);
  if (!data) throw new Error(`This is no environment of azd that was deployed:\n${z.prettifyError(error)}`);
  const ids = [...data.WATCHED_RESOURCE_GROUPS, ...data.WATCHED_CLUSTERS];
  const elsewhere = [...ids, ...data.CLUSTER_SUBNETS, ...data.CLUSTER_IDENTITIES].map((id) => id.split('/')[2] ?? '');
  const watched = [...data.WATCHED_SUBSCRIPTIONS.map((id) => `/subscriptions/${id}`), ...ids];
  const topicIds = data.EXISTING_SYSTEM_TOPICS.map(({ topicId }) => topicId);
  const all = [data.AZURE_SUBSCRIPTION_ID, ...data.WATCHED_SUBSCRIPTIONS, ...elsewhere];
  return {
    environmentName: data.AZURE_ENV_NAME,
    subscriptionId: data.AZURE_SUBSCRIPTION_ID,
    resourceGroup: data.AZURE_RESOURCE_GROUP,
    principalId: data.IDENTITY_PRINCIPAL_ID,
    resourceToken: data.FUNCTION_APP_NAME.slice('func-kataproof-'.length),
    subscriptionIds: [...new Set(all.map((id) => id.toLowerCase()))],
    watched: watched.map((id) => id.toLowerCase()),
    subscribeToAnnouncements: data.SUBSCRIBE_TO_ANNOUNCEMENTS.toLowerCase() === 'true',
    topicIds,
  };
}
