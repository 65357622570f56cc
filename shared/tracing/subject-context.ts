import { type Context, context, createContextKey } from '@opentelemetry/api';
import type { Subject } from '../telemetry/subject.ts';

const key = createContextKey('kataproof.subject');

/** The same context, in which calls and log records are about `subject`. */
export function withSubject(within: Context, subject: Subject): Context {
  return within.setValue(key, subject);
}

/** What the invocation under way is about; nothing without OpenTelemetry's SDK. */
export function activeSubject(): Subject {
  return (context.active().getValue(key) as Subject | undefined) ?? {};
}
