import { empty, type HttpReply, json } from '../../http/exchange.ts';
import { isFinished } from '../hub/instance.ts';
import { statusRetryAfterSeconds } from '../limits.ts';
import { filterInstances, parseInstanceFilter } from './instance-filter.ts';
import { describeInstance, type StatusOptions } from './instance-status.ts';
import { isTrue, type ManagementCall, param, queryValue } from './management-call.ts';

function statusOptions(call: ManagementCall): StatusOptions {
  const showInput = queryValue(call, 'showInput');
  return {
    showInput: showInput === null || isTrue(showInput),
    showHistory: isTrue(queryValue(call, 'showHistory')),
    showHistoryOutput: isTrue(queryValue(call, 'showHistoryOutput')),
  };
}

/** Answers the status of one instance. While it runs, the answer is 202 with the URL to ask again. */
export function readInstance(call: ManagementCall): HttpReply {
  const instance = call.client.find(param(call, 'instanceId'));
  if (!instance) return empty(404);
  const status = describeInstance(instance, statusOptions(call));
  if (!isFinished(instance.status)) {
    return json(202, status, { location: call.request.url, 'retry-after': String(statusRetryAfterSeconds) });
  }
  const asError = instance.status === 'Failed' && isTrue(queryValue(call, 'returnInternalServerErrorOnFailure'));
  return json(asError ? 500 : 200, status);
}

/** Answers the instances that match the query, in pages. */
export function listInstances(call: ManagementCall): HttpReply {
  const filter = parseInstanceFilter((name) => queryValue(call, name));
  if ('invalid' in filter) return json(400, { Message: filter.invalid });
  const page = filterInstances(call.client.list(), filter, call.request.headers['x-ms-continuation-token']);
  const options = statusOptions(call);
  return json(
    200,
    page.instances.map((instance) => describeInstance(instance, options)),
    page.continuationToken === undefined ? {} : { 'x-ms-continuation-token': page.continuationToken },
  );
}
