import type { AllowedScopes } from '../clusters/allowed-scopes.ts';
import type { RunCommandPolicy } from '../clusters/transport.ts';
import type { ProvisioningLimits } from '../preflight/provisioning-limits.ts';
import type { WorkflowOptions } from '../runs/requests.ts';
import type { SandboxPolicy } from '../workloads/sandbox-policy.ts';
import type { SinkSettings } from './sink-settings.ts';

/** Where a collector is reached is read by OpenTelemetry's own library. */
export interface OtlpSettings {
  protocol: 'http/protobuf' | 'http/json';
}

/** Where telemetry goes, and what it is of. */
export interface TelemetrySettings {
  /** Null when there is no collector. */
  otlp: OtlpSettings | null;
  /** Null when there is no Application Insights. `identity` is null where the connection string is all that it asks for. */
  azureMonitor: { connectionString: string; identity: { clientId: string | null } | null } | null;
  /** `region` is null outside of Azure. */
  service: { name: string; instanceId: string; region: string | null };
}

/** All settings, checked and with their defaults. Names of durations end in their units. */
export interface Settings {
  /** What is no mistake but does harm, a sentence each: to be logged at start. */
  warnings: string[];
  azure: {
    /** https URL without a slash at its end. */
    resourceManagerEndpoint: string;
    /** The resource that tokens for the endpoint must be issued for. */
    resourceManagerAudience: string;
    /** Client id of a user-assigned identity; null for the system-assigned one. */
    clientId: string | null;
    /** Whether the platform offers a managed identity: App Service and Functions then set IDENTITY_ENDPOINT. */
    managedIdentity: boolean;
    /** Whether API servers of private clusters are called by their public FQDN where they have one. */
    publicFqdn: boolean;
    /** When commands may be run in clusters instead of calling their API. */
    runCommand: RunCommandPolicy;
    /** The API version of Microsoft.ContainerService; null for that of the client library. */
    aksApiVersion: string | null;
  };
  /** The scopes that the app may touch at all; null for whatever its identity reaches. */
  allowedScopes: AllowedScopes;
  /** ARM ids of what may be referred to besides, without a slash at the end. */
  allowedResourceScopes: readonly string[];
  /** What may be provisioned at most. */
  limits: ProvisioningLimits;
  /** When a provisioning waits for approval, how long, and whether somebody else has to give it. */
  approval: { required: boolean; forMs: number; fourEyes: boolean };
  /** Either a connection string or, for the managed identity, endpoints. */
  storage: {
    connectionString: string | null;
    tablesEndpoint: string | null;
    blobsEndpoint: string | null;
    tablePrefix: string;
  };
  /** The address of the key that evidence is signed with (`https://VAULT/keys/NAME[/VERSION]`); null for none. */
  signingKey: string | null;
  /** The topic with settings of its own becomes the sink named `topic`. */
  alerting: { sinks: SinkSettings[] };
  /** NCRONTAB with seconds. */
  sweepSchedule: string;
  /** After this time history is deleted. */
  retentionDays: number;
  /** After this time Durable's own instances are deleted. */
  durableRetentionDays: number;
  fleet: {
    /** NCRONTAB with seconds, in UTC. */
    schedule: string;
    /** GUIDs; empty when there is no fleet. */
    subscriptions: string[];
    /** Names; empty for all resource groups. */
    resourceGroups: string[];
    /** Null for clusters with or without tags. A null `value` means any value of the tag. */
    tag: { name: string; value: string | null } | null;
    parallelClusters: number;
    /** Whether Azure Resource Graph lists the clusters instead of Resource Manager. */
    resourceGraph: boolean;
  };
  /**
   * Whether the platform authenticates callers (App Service Authentication). Only then are its headers true: without it,
   * a caller can write them.
   */
  platformAuthentication: boolean;
  /** Where callers reach the API, without a slash at the end; null where the app hears it with every request. */
  publicApiUrl: string | null;
  /** How long the events of a pool gather before the look. */
  quietMs: number;
  /** The storage queue to which Event Grid delivers. */
  eventQueue: string;
  workflow: Omit<WorkflowOptions, 'taskHub'>;
  /** Which pods must be sandboxed; others become findings. */
  sandboxPolicy: SandboxPolicy;
  /** Namespaces of which readers are told nothing. */
  operatorNamespaces: string[];
  /** Null when telemetry goes nowhere. */
  telemetry: TelemetrySettings | null;
}
