import { app, trigger } from '@azure/functions';
import { durableClientInput } from './durable-client/durable-client-input.ts';
import { activityNames, hostActivityNames, orchestratorNames } from './surface.static.ts';

// Registered as durable-functions does it (3.5, `app.orchestration` and `app.activity`), of which nothing is loaded before
// the first turn.

for (const name of orchestratorNames)
  app.generic(name, {
    trigger: trigger.generic({ type: 'orchestrationTrigger' }),
    handler: async (turn, context) =>
      (await import('./wiring/open-orchestrator.ts')).openOrchestrator(name)(turn, context),
  });

for (const name of activityNames)
  app.generic(name, {
    trigger: trigger.generic({ type: 'activityTrigger' }),
    handler: async (input, context) => (await import('./wiring/activities.ts')).activities[name]?.(input, context),
  });

for (const name of hostActivityNames)
  app.generic(name, {
    trigger: trigger.generic({ type: 'activityTrigger' }),
    extraInputs: [durableClientInput()],
    handler: async (input, context) => (await import('./wiring/activities.ts')).hostActivities[name]?.(input, context),
  });
