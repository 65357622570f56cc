import { app, type InvocationContext, type Timer } from '@azure/functions';
import { deliverAlerts } from '../../shared/activities/deliver-alerts.ts';
import { record } from '../../shared/tracing/record.ts';
import { measureDeliveries } from '../telemetry/measure-activity.ts';
import { adapters } from '../wiring/app.ts';

/** Upper bound on rounds per firing, so that a firing ends in time; the next firing continues with what is left. */
const mostRounds = 5;

/**
 * Delivers the alerts that are due: those whose earlier tries failed and may succeed now, and those whose run died
 * before it could deliver them.
 */
app.timer('everyFiveMinutesDeliverAlerts', { schedule: '0 */5 * * * *', handler: deliverDueAlerts });

async function deliverDueAlerts(_timer: Timer, context: InvocationContext): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    const { delivered, failed, more, sinks } = await deliverAlerts(adapters, new Date().toISOString());
    record(measureDeliveries(sinks));
    if (delivered + failed > 0) context.log(`${delivered} alerts delivered, ${failed} put off.`);
    if (!more) return;
  }
}
