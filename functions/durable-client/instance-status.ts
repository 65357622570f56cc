import type { DurableClient } from 'durable-functions';

/** Reads the runtime status of an instance; null when there is no such instance. Throws when Durable does not answer. */
export async function readInstanceStatus(client: DurableClient, instanceId: string): Promise<string | null> {
  return (await readInstance(client, instanceId))?.status ?? null;
}

/**
 * Reads the runtime status of an instance, when it was begun (milliseconds since the epoch), its input, and its output when
 * it has completed; null when there is no such instance (the SDK reports a 404 as an error). Throws when Durable does not
 * answer.
 */
export async function readInstance(
  client: DurableClient,
  instanceId: string,
): Promise<{ status: string; createdAtMs: number; input: unknown; output: unknown } | null> {
  try {
    const { runtimeStatus, createdTime, input, output } = await client.getStatus(instanceId);
    return { status: runtimeStatus, createdAtMs: new Date(createdTime).getTime(), input, output };
  } catch (error) {
    if (error instanceof Error && error.message.includes('HTTP 404')) return null;
    throw error;
  }
}

/** Whether an instance with this status may still do something. */
export function isUnderWay(status: string | null): boolean {
  return status !== null && ['Running', 'Pending', 'Suspended', 'ContinuedAsNew'].includes(status);
}
