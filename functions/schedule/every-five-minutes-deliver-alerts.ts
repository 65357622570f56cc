import { app, type InvocationContext, type Timer } from '@azure/functions';
import { deliverAlerts } from '../../shared/activities/deliver-alerts.ts';
import { adapters } from '../app.ts';

/** Rounds in one firing; the next firing goes on. */
const mostRounds = 5;

/** What a sink refused, or what a run that died had still to tell, is tried again here. */
app.timer('everyFiveMinutesDeliverAlerts', { schedule: '0 */5 * * * *', handler: deliverDueAlerts });

async function deliverDueAlerts(_timer: Timer, context: InvocationContext): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    const { delivered, failed, more } = await deliverAlerts(adapters, new Date().toISOString());
    if (delivered + failed > 0) context.log(`${delivered} alerts delivered, ${failed} put off.`);
    if (!more) return;
  }
}
