/**
 * The real limits of Durable Functions on Azure Storage, as far as this host keeps them. Sources: learn.microsoft.com,
 * "Durable Functions custom status", "Durable Functions storage providers", host.json reference.
 */

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

/** What the answer to a start advises a poller to wait, and what the status of a running instance does, seconds. */
export const startRetryAfterSeconds = 10;
export const statusRetryAfterSeconds = 5;

/** Instances on one page of a list. */
export const defaultPageSize = 100;
