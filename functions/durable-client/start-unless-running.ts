import type * as df from 'durable-functions';

/**
 * Starts an orchestration under an id of ours. Where one of that id is running already, Durable answers 409, which the SDK
 * makes an error of: for us that is as good as a start. Throws anything else.
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
