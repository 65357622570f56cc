import type { PreInvocationContext } from '@azure/functions';
import { asRecord } from '../../shared/plain/as-record.ts';
import { readSubject, type Subject } from '../../shared/telemetry/subject.ts';

/** What an invocation is about, as its trigger's data tell: of a request the route, of an orchestration its input. */
export function subjectOf({
  invocationContext,
  inputs: [data],
}: Pick<PreInvocationContext, 'invocationContext' | 'inputs'>): Subject {
  const { type } = invocationContext.options.trigger;
  switch (type) {
    case 'httpTrigger': {
      const params = asRecord(asRecord(data)['params']);
      return readSubject({ ...params, runId: params['id'] });
    }
    case 'orchestrationTrigger':
      return readSubject(asRecord(data)['input']);
    case 'activityTrigger':
      return readSubject(data);
    default:
      return {};
  }
}
