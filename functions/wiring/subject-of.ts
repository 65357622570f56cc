import type { PreInvocationContext } from '@azure/functions';
import { parseClusterEvent } from '../../shared/events/parse-cluster-event.ts';
import { parseQueuedEvent } from '../../shared/events/parse-queued-event.ts';
import { asRecord } from '../../shared/plain/as-record.ts';
import { readSubject, type Subject } from '../../shared/telemetry/subject.ts';

/**
 * What an invocation is about, as its trigger's data tell: of a request the route, of an orchestration its input, of an
 * event the cluster and the pool in it.
 */
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
    case 'eventGridTrigger':
      return subjectOfEvent(data);
    case 'queueTrigger':
      return subjectOfEvent(parseQueuedEvent(data));
    default:
      return {};
  }
}

/** The cluster and the pool that an event names; what is malformed names nothing. */
function subjectOfEvent(event: unknown): Subject {
  return readSubject(parseClusterEvent(event));
}
