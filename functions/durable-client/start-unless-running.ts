import type * as df from 'durable-functions';

/**
 * Starts an orchestration under an id that we choose. When an instance with this id is running already, Durable answers
 * 409 and the SDK throws an error: for us that is as good as a start, so the result is `started: false`. Throws every
 * other error.
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
    throw error;
  }
}
