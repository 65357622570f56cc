import type { WorkflowOptions } from '../runs/requests.ts';
import type { SandboxPolicy } from '../workloads/sandbox-policy.ts';
import type { SinkSettings } from './sink-settings.ts';

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
