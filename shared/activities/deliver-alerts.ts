import { afterFailure, putOff } from '../alerts/delivery-schedule.ts';
import { planDeliveries, type ReadableDelivery } from '../alerts/plan-deliveries.ts';
import { type Failure, toFailure } from '../errors/failure.ts';
import { functionTimeoutMs, workingTimeMs } from '../plain/function-time.ts';
import type { AlertSinks } from '../ports/alert-sinks.ts';
import type { AlertStates } from '../ports/alert-states.ts';
import type { Ports } from '../ports/ports.ts';

/** Rows read in one call. */
const pageSize = 500;
/** Requests to one sink in one call: even if each takes its whole time limit, the activity ends within its own. */
const mostRequests = 20;
/**
 * How long a sender may take until it must note the result. Longer than any execution may last, so a claim that has run
 * out belongs to a sender that died.
 */
const claimMs = 2 * functionTimeoutMs;
const endOfTime = '9999-12-31T23:59:59.999Z';

/** Numbers of deliveries in one call. */
export interface DeliveryReport {
  delivered: number;
  /** Deliveries that were tried and failed, could not be read, or were put off because their sink failed. */
  failed: number;
  /** Those of `failed` that became dead letters just now. The others wait for their next try. */
  dead: number;
  /** More deliveries are due: call again. */
  more: boolean;
  /** The same numbers of each sink. */
  sinks: SinkReport[];
}

/** Numbers of deliveries to one sink. */
export interface SinkReport {
  sink: string;
  delivered: number;
  failed: number;
  dead: number;
}

/** Says until the working time of an execution is over whether to go on. `clock` tells milliseconds that never go back. */
export function withinWorkingTime(clock: () => number = () => performance.now()): () => boolean {
  const beganMs = clock();
  return () => clock() - beganMs < workingTimeMs;
}

type DeliveryPorts = Pick<Ports, 'alertStates' | 'sinks'>;

/**
 * Tries the deliveries that are due at `now` (ISO 8601): all that one cluster has for one sink goes as one message.
 * Sinks do not wait for one another. After a failure that may heal, the other due deliveries of that sink are put off
 * untried. A message that the sink refuses for good is tried again alert by alert, so that one bad alert does not take
 * the others with it. Many calls may run at once: each sends only what it could claim. Delivery is at least once: if a
 * call dies after sending and before noting that, its claim runs out and the alert is sent again. No further request is
 * begun once `mayGoOn` says so; the rest stays due. Throws coded errors of the storage only.
 */
export async function deliverAlerts(
  ports: DeliveryPorts,
  now: string,
  mayGoOn: () => boolean = withinWorkingTime(),
): Promise<DeliveryReport> {
  const pending = await ports.alertStates.listDueDeliveries(endOfTime, pageSize);
  const plan = planDeliveries(pending, now);
  for (const delivery of plan.unreadable)
    await ports.alertStates.updateDelivery(afterFailure(delivery, unreadable, now));
  // Wait for every sink even when storage fails for one, so that nothing still runs after this function has returned.
  const settled = await Promise.allSettled(plan.sinks.map((part) => deliverToSink(ports, part, { now, mayGoOn })));
  const broken = settled.find((part) => part.status === 'rejected');
  if (broken) throw broken.reason;
  const reports = settled.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
  const sinks = reports.map(({ more: _more, ...report }): SinkReport => report);
  for (const { sink } of plan.unreadable) {
    const known = sinks.find((report) => report.sink === sink);
    if (!known) sinks.push({ sink, delivered: 0, failed: 1, dead: 1 });
    else {
      known.failed++;
      known.dead++;
    }
  }
  const lastDue = pending.length === pageSize && pending.every((delivery) => delivery.nextAttemptAt <= now);
  const sum = (count: (report: SinkReport) => number) => sinks.reduce((total, report) => total + count(report), 0);
  return {
    delivered: sum(({ delivered }) => delivered),
    failed: sum(({ failed }) => failed),
    dead: sum(({ dead }) => dead),
    more: lastDue || reports.some(({ more }) => more),
    sinks,
  };
}

const unreadable: Failure = {
  code: 'AlertUnreadable',
  message: 'The stored alert is not what this version writes.',
  retryable: false,
  retryAfterMs: null,
};

async function deliverToSink(
  ports: DeliveryPorts,
  { sink, batches }: { sink: string; batches: ReadableDelivery[][] },
  { now, mayGoOn }: { now: string; mayGoOn: () => boolean },
): Promise<SinkReport & { more: boolean }> {
  const report = { sink, delivered: 0, failed: 0, dead: 0, more: false };
  const queue = batches.map((batch) => ({ batch, claimed: false }));
  let failure: Failure | null = null;
  for (let requests = 0; requests < mostRequests && !failure && mayGoOn(); requests++) {
    const next = queue.shift();
    if (!next) return report;
    const batch = next.claimed ? next.batch : await claim(ports.alertStates, next.batch, now);
    if (batch.length === 0) continue;
    const refusal = await send(ports.sinks, sink, batch);
    if (!refusal) {
      for (const { delivery } of batch) await ports.alertStates.recordSent(delivery, now);
      report.delivered += batch.length;
    } else if (!refusal.retryable && batch.length > 1)
      queue.unshift(...batch.map((each) => ({ batch: [each], claimed: true })));
    else {
      await noteFailure(ports, batch, refusal, now, report);
      if (refusal.retryable) failure = refusal;
    }
  }
  if (!failure) return { ...report, more: queue.length > 0 };
  for (const { delivery, due } of queue.flatMap(({ batch }) => batch)) {
    if (!due) continue;
    await ports.alertStates.updateDelivery(putOff(delivery, failure, now));
    report.failed++;
  }
  return report;
}

/** Sends one batch. Returns why the sink did not take it, or null when it did. */
async function send(sinks: AlertSinks, sink: string, batch: ReadableDelivery[]): Promise<Failure | null> {
  try {
    const messages = batch.map(({ message }) => message);
    await sinks.deliver(sink, messages);
    return null;
  } catch (error) {
    return toFailure(error);
  }
}

/** The deliveries of a batch that this call could claim; another call may have claimed the rest. */
async function claim(alertStates: AlertStates, batch: ReadableDelivery[], now: string): Promise<ReadableDelivery[]> {
  const until = new Date(Date.parse(now) + claimMs).toISOString();
  const ours: ReadableDelivery[] = [];
  for (const item of batch) if ((await alertStates.claimDelivery(item.delivery, until)).claimed) ours.push(item);
  return ours;
}

/**
 * Notes a failed try. A delivery that was sent along before it was due keeps its number of tries, unless the sink
 * refused it for good.
 */
async function noteFailure(
  ports: DeliveryPorts,
  batch: ReadableDelivery[],
  failure: Failure,
  now: string,
  report: SinkReport,
): Promise<void> {
  for (const { delivery, due } of batch) {
    const rodeAlong = !due && failure.retryable;
    const next = rodeAlong ? { ...delivery, claimed: false } : afterFailure(delivery, failure, now);
    await ports.alertStates.updateDelivery(next);
    if (rodeAlong) continue;
    report.failed++;
    if (next.dead) report.dead++;
  }
}
