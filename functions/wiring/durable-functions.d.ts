/** What the package has and does not declare: the part of it that carries out turns, without that which calls the host. */
declare module 'durable-functions/lib/src/orchestrations/Orchestrator.js' {
  import type { InvocationContext } from '@azure/functions';
  import type { OrchestrationHandler } from 'durable-functions';

  export class Orchestrator {
    constructor(handler: OrchestrationHandler);
    listen(): (trigger: unknown, context: InvocationContext) => Promise<unknown>;
  }
}
