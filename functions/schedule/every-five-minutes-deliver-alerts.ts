import { app } from '@azure/functions';

app.timer('everyFiveMinutesDeliverAlerts', {
  schedule: '0 */5 * * * *',
  handler: async (timer, context) => (await import('./deliver-due-alerts.ts')).deliverDueAlerts(timer, context),
});
