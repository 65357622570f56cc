import { createRequire } from 'node:module';
import type { OrchestrationHandler } from 'durable-functions';

interface Sdk {
  Orchestrator: new (
    handler: OrchestrationHandler,
  ) => { listen(): (trigger: unknown, context: object) => Promise<unknown> };
}

/** The SDK's own replay of an orchestrator, which the SDK does not export. */
export const { Orchestrator } = createRequire(import.meta.url)(
  'durable-functions/lib/src/orchestrations/Orchestrator.js',
) as Sdk;
