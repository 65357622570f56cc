import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';

/** The client of Durable Functions for an invocation. Its library is loaded for the first one: most calls need none. */
export async function openClient(context: InvocationContext): Promise<DurableClient> {
  const { getClient } = await import('durable-functions');
  return getClient(context);
}
