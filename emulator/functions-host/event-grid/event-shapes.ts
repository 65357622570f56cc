import type { Invocation } from '../app/invoke-function.ts';
import { rewriteDates } from './rewrite-dates.ts';

type Event = Record<string, unknown>;

const isEvent = (value: unknown): value is Event =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The events of a delivery: a batch, or one event alone (CloudEvents); undefined when it is neither. */
export function parseEvents(body: string): Event[] | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const events: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
    return events.every(isEvent) ? events : undefined;
  } catch {
    return undefined;
  }
}

/** The code that proves ownership of the endpoint, from a SubscriptionValidationEvent. */
export function validationCode(events: readonly Event[] | undefined): string | undefined {
  const data = events?.[0]?.['data'];
  const code = isEvent(data) ? data['validationCode'] : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** What an eventGridTrigger receives: the event as it came, in whichever schema, as indented JSON, dates written anew. */
export function toTriggerData(received: Event): Invocation {
  const event = rewriteDates(received) as Event;
  return {
    trigger: { string: JSON.stringify(event, undefined, 2) },
    triggerMetadata: { data: { json: JSON.stringify(event['data'] ?? null) } },
  };
}
