import { app } from '@azure/functions';
import { durableClientInput } from '../durable-client/durable-client-input.ts';
import { settings } from '../wiring/settings.ts';

app.timer('everyNightProveFleet', {
  schedule: settings.fleet.schedule,
  extraInputs: [durableClientInput()],
  handler: async (timer, context) => (await import('./start-night.ts')).startNight(timer, context),
});
