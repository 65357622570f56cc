import type { InvocationContext, Timer } from '@azure/functions';
import { deliverAlerts, withinWorkingTime } from '../../shared/activities/deliver-alerts.ts';
import { record } from '../../shared/tracing/record.ts';
import { measureDeliveries } from '../telemetry/measure-activity.ts';
import { adapters } from '../wiring/app.ts';

/**
 * Delivers the alerts that are due: those whose earlier tries failed and may succeed now, and those whose run died
 * before it could deliver them. All rounds of a firing share its working time; the next firing goes on with what is left.
 */
export async function deliverDueAlerts(_timer: Timer, context: InvocationContext): Promise<void> {
  const mayGoOn = withinWorkingTime();
  while (mayGoOn()) {
    const { delivered, failed, more, sinks } = await deliverAlerts(adapters, new Date().toISOString(), mayGoOn);
    record(measureDeliveries(sinks));
    if (delivered + failed > 0) context.log(`${delivered} alerts delivered, ${failed} put off.`);
    if (!more) return;
  }
}
