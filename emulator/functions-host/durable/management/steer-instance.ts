import { empty, type HttpReply, json } from '../../http/exchange.ts';
import { isFinished } from '../hub/instance.ts';
import { startRetryAfterSeconds } from '../limits.ts';
import { type DurableEndpoints, managementUrls } from './client-binding.ts';
import { isTrue, type ManagementCall, param, queryValue } from './management-call.ts';
import type { ClientOutcome } from './orchestration-client.ts';
import { readJson } from './read-json.ts';

const somethingWrong = 'Something went wrong while processing your request';
const invalidJson = json(400, { Message: 'Invalid JSON content' });

function refusal(outcome: Exclude<ClientOutcome, { kind: 'done' }>): HttpReply {
  switch (outcome.kind) {
    case 'invalid':
      return json(400, { Message: outcome.message });
    case 'not-found':
      return empty(404);
    case 'conflict':
      return json(409, { Message: outcome.message });
    case 'finished':
      return empty(410);
  }
}

const accepted = (outcome: ClientOutcome): HttpReply => (outcome.kind === 'done' ? empty(202) : refusal(outcome));

function checkStatus(endpoints: DurableEndpoints, outcome: ClientOutcome): HttpReply {
  if (outcome.kind !== 'done') return refusal(outcome);
  const urls = managementUrls(endpoints, outcome.instanceId);
  return json(202, urls, {
    location: urls['statusQueryGetUri'] ?? '',
    'retry-after': String(startRetryAfterSeconds),
  });
}

/**
 * Starts an orchestration. Without an instance id in the path it gets a new one. The released extension (3.19) answers
 * 500 where an object or array does not end, takes some of these arrays as texts, and answers 400 for every other text
 * that is no JSON.
 */
export function startInstance(call: ManagementCall): HttpReply {
  const text = call.request.body.toString('utf8');
  const body = readJson(text);
  if (body.kind === 'unended' && !body.taken) return json(500, { Message: somethingWrong });
  if (body.kind === 'malformed' || (body.kind === 'value' && body.rest !== '')) return invalidJson;
  const input = body.kind === 'nothing' ? null : body.kind === 'value' ? body.json : JSON.stringify(text);
  const version = queryValue(call, 'version') ?? undefined;
  const traceParent = call.request.headers['traceparent'];
  const outcome = call.client.start(param(call, 'functionName'), call.params['instanceId'], input, {
    version,
    traceParent,
  });
  return checkStatus(call.endpoints, outcome);
}

/** Raises an external event for an instance. Of several values the first is taken, as the released extension (3.19) does. */
export function raiseEvent(call: ManagementCall): HttpReply {
  const instanceId = param(call, 'instanceId');
  const instance = call.client.find(instanceId);
  if (!instance) return empty(404);
  if (isFinished(instance.status)) return empty(410);
  if (!/^application\/json\s*(;|$)/i.test(call.request.headers['content-type'] ?? '')) {
    return json(400, { Message: 'Only application/json request content is supported' });
  }
  const body = readJson(call.request.body.toString('utf8'));
  if (body.kind !== 'value') return invalidJson;
  return accepted(call.client.raiseEvent(instanceId, param(call, 'eventName'), body.json));
}

/** Terminates, suspends or resumes an instance. The reason comes from the query. */
export function steerInstance(call: ManagementCall, verb: 'terminate' | 'suspend' | 'resume'): HttpReply {
  return accepted(call.client[verb](param(call, 'instanceId'), queryValue(call, 'reason') ?? ''));
}

/** Starts the instance's function again, with the same input. */
export function restartInstance(call: ManagementCall): HttpReply {
  const withNewId = queryValue(call, 'restartWithNewInstanceId');
  const outcome = call.client.restart(param(call, 'instanceId'), withNewId === null || isTrue(withNewId));
  switch (outcome.kind) {
    case 'not-found':
      return json(400, { Message: 'InstanceId does not match a valid orchestration instance.' });
    case 'conflict':
      return json(409, { Message: 'A non-terminal instance with this instance ID already exists.' });
    default:
      return checkStatus(call.endpoints, outcome);
  }
}
