/**
 * The real limits of Azure Functions and of Durable Functions on Azure Storage, as far as this host keeps them.
 * Sources: learn.microsoft.com, "Azure Functions scale and hosting" (service limits), "Durable Functions
 * custom status", "Durable Functions storage providers", host.json reference.
 */

/** Largest body of an HTTP trigger, bytes (`maxRequestBytes` of the Functions service limits, 100 MB). */
export const maximumRequestBytes = 104_857_600;

/** Largest custom status, bytes of its JSON in UTF-16. */
export const maximumCustomStatusBytes = 16 * 1024;

/**
 * Largest input or output of an orchestrator, activity or event, bytes of its JSON in UTF-16. Azure Storage keeps
 * up to 64 KiB in a queue message or table property; 4 KiB of that is left to the envelope.
 */
export const maximumPayloadBytes = 60 * 1024;

/** A timer longer than this is split into intervals (`maximumShortTimerDuration`, 6 days). */
export const maximumShortTimerMs = 6 * 24 * 3_600_000;

/** Length of each interval of a long timer (`longRunningTimerIntervalDuration`, 3 days). */
export const longTimerIntervalMs = 3 * 24 * 3_600_000;

/** Longest instance id (Azure Storage's partition key). */
export const maximumInstanceIdLength = 100;

/** Activities and turns at a time when host.json doesn't say (10 per processor core is Azure's default; one core here). */
export const defaultConcurrentActivities = 10;
export const defaultConcurrentOrchestrators = 10;

/** What the answer to a start advises a poller to wait, and what the status of a running instance does, seconds. */
export const startRetryAfterSeconds = 10;
export const statusRetryAfterSeconds = 5;

/** Instances on one page of a list. */
export const defaultPageSize = 100;

/** Longest delay that setTimeout keeps, milliseconds; longer waits are armed again. */
export const longestTimeoutMs = 2_147_483_647;

/** How long a stopping host waits for invocations in flight, milliseconds. */
export const shutdownGraceMs = 2_000;
