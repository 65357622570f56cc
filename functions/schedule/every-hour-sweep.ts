import { app } from '@azure/functions';
import { durableClientInput } from '../durable-client/durable-client-input.ts';
import { settings } from '../wiring/settings.ts';

app.timer('everyHourSweep', {
  schedule: settings.sweepSchedule,
  extraInputs: [durableClientInput()],
  handler: async (timer, context) => (await import('./start-sweep.ts')).startSweep(timer, context),
});
