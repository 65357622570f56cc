import type * as df from 'durable-functions';
import { isUnderWay, readInstanceStatus } from './instance-status.ts';

/**
 * Starts an orchestration under an id that we choose. When an instance with this id is running already, that is as good as a
 * start for us, so the result is `started: false`. With Azure Storage Durable answers 409 then; what it answers with other
 * backends is written down nowhere, so after any other refusal the instance itself is asked. Throws when it is not under way.
 */
export async function startUnlessRunning(
  client: df.DurableClient,
  orchestrator: string,
  instanceId: string,
  input: object,
): Promise<{ started: boolean }> {
  try {
    await client.startNew(orchestrator, { instanceId, input });
    return { started: true };
  } catch (error) {
    if (error instanceof Error && error.message.includes('status code: 409')) return { started: false };
    if (isUnderWay(await readInstanceStatus(client, instanceId).catch(() => null))) return { started: false };
    throw error;
  }
}
