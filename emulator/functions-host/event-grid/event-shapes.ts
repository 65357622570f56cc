import type { Invocation } from '../app/invoke-function.ts';
import { rewriteDates } from './rewrite-dates.ts';

type Event = Record<string, unknown>;

const isEvent = (value: unknown): value is Event =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Parses the events of a delivery: a batch, or a single event (CloudEvents). Returns undefined when the body is
 * neither.
 */
export function parseEvents(body: string): Event[] | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const events: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
    return events.every(isEvent) ? events : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns the code of a SubscriptionValidationEvent. By returning it, an endpoint proves that its owner wants the
 * events.
 */
export function validationCode(events: readonly Event[] | undefined): string | undefined {
  const data = events?.[0]?.['data'];
  const code = isEvent(data) ? data['validationCode'] : undefined;
  return typeof code === 'string' ? code : undefined;
}

/**
 * Builds the data of an eventGridTrigger: the event in the schema in which it came, as indented JSON with dates
 * rewritten.
 */
export function toTriggerData(received: Event): Invocation {
  const event = rewriteDates(received) as Event;
  return {
    trigger: { string: JSON.stringify(event, undefined, 2) },
    triggerMetadata: { data: { json: JSON.stringify(event['data'] ?? null) } },
  };
}
