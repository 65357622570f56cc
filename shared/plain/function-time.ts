/** How long the Functions host lets one execution last, in milliseconds: `functionTimeout` of host.json, which a test compares. */
export const functionTimeoutMs = 5 * 60_000;

/**
 * When an execution that takes up one thing after the other takes up no more, in milliseconds since its beginning. What it
 * is at then has the rest of the time, for the host ends a late execution with its whole process.
 */
export const workingTimeMs = 0.4 * functionTimeoutMs;
