import { empty, type HttpReply, json } from '../../http/exchange.ts';
import { isFinished } from '../hub/instance.ts';
import { filterInstances, parseInstanceFilter } from './instance-filter.ts';
import { type ManagementCall, param, queryValue } from './management-call.ts';

/**
 * Purges the finished instances that match the query. Answers 400 for a wrong query, and 404 when no finished instance
 * matches.
 */
export function purgeInstances(call: ManagementCall): HttpReply {
  const filter = parseInstanceFilter((name) => queryValue(call, name));
  if ('invalid' in filter) return json(400, { Message: filter.invalid });
  if (filter.createdFromMs === undefined) {
    return json(400, { Message: "Please provide value for 'createdTimeFrom' parameter." });
  }
  const all = { ...filter, top: Number.POSITIVE_INFINITY };
  const { instances } = filterInstances(call.client.list(), all, undefined);
  const finished = instances.filter((each) => isFinished(each.status));
  const count = call.client.purge(finished.map((each) => each.instanceId));
  return count === 0 ? empty(404) : json(200, { instancesDeleted: count });
}

/** Purges one instance. Answers 404 when there is none, and 412 when it has not finished. */
export function purgeInstance(call: ManagementCall): HttpReply {
  const instanceId = param(call, 'instanceId');
  const instance = call.client.find(instanceId);
  if (!instance) return empty(404);
  if (!isFinished(instance.status)) {
    const message = `Only orchestrations in a terminal state can be purged, but the orchestration with instance ID ${instanceId} has status ${instance.status}`;
    return json(412, message);
  }
  return json(200, { instancesDeleted: call.client.purge([instanceId]) });
}
