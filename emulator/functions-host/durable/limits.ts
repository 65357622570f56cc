/**
 * The real limits of Durable Functions on Azure Storage that this host applies. Sources: learn.microsoft.com, "Durable
 * Functions custom status", "Durable Functions storage providers", host.json reference.
 */

/** The largest custom status, in bytes of its JSON in UTF-16. */
export const maximumCustomStatusBytes = 16 * 1024;

/**
 * The largest input or output of an orchestrator, activity or event, in bytes of its JSON in UTF-16. A queue message or
 * table property of Azure Storage has at most 64 KiB; the rest of that is left for the envelope.
 */
export const maximumPayloadBytes = 60 * 1024;

/** A longer timer is split into intervals (`maximumShortTimerDuration`). */
export const maximumShortTimerMs = 6 * 24 * 3_600_000;

/** The length of each interval of a long timer (`longRunningTimerIntervalDuration`). */
export const longTimerIntervalMs = 3 * 24 * 3_600_000;

/** The longest instance id, in characters (it is a partition key of Azure Storage). */
export const maximumInstanceIdLength = 100;

/** The `Retry-After` in the answer to a start, and in the status of a running instance, in seconds. */
export const startRetryAfterSeconds = 10;
export const statusRetryAfterSeconds = 5;

/** How many instances a page of a list has. */
export const defaultPageSize = 100;
