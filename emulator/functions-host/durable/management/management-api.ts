import type { HttpReply, HttpRequestData } from '../../http/exchange.ts';
import { empty, json, text } from '../../http/exchange.ts';
import { isFinished } from '../hub/instance.ts';
import { startRetryAfterSeconds, statusRetryAfterSeconds } from '../limits.ts';
import { type DurableEndpoints, managementUrls } from './client-binding.ts';
import { filterInstances, parseInstanceFilter } from './instance-filter.ts';
import { describeInstance, type StatusOptions } from './instance-status.ts';
import type { ClientOutcome, OrchestrationClient } from './orchestration-client.ts';

const isTrue = (value: string | null): boolean => value?.toLowerCase() === 'true';

function parameter(query: URLSearchParams, name: string): string | null {
  for (const [key, value] of query) if (key.toLowerCase() === name.toLowerCase()) return value;
  return null;
}

function statusOptions(query: URLSearchParams): StatusOptions {
  const showInput = parameter(query, 'showInput');
  return {
    showInput: showInput === null || isTrue(showInput),
    showHistory: isTrue(parameter(query, 'showHistory')),
    showHistoryOutput: isTrue(parameter(query, 'showHistoryOutput')),
  };
}

/** The JSON text of a body; null when empty; undefined when it isn't JSON. */
function jsonBody(request: HttpRequestData): string | null | undefined {
  const body = request.body.toString('utf8').trim();
  if (body === '') return null;
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return undefined;
  }
}

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
 * The management API of Durable Functions (HttpApiHandler of the extension), below its base path: `path` is what
 * follows that, such as `instances/abc/terminate`. Names in the path are case-insensitive, ids aren't.
 */
export function createManagementApi(client: OrchestrationClient, endpoints: DurableEndpoints) {
  function readStatus(request: HttpRequestData, instanceId: string): HttpReply {
    const { query } = request;
    const instance = client.find(instanceId);
    if (!instance) return empty(404);
    const status = describeInstance(instance, statusOptions(query));
    if (!isFinished(instance.status)) {
      return json(202, status, {
        location: request.url,
        'retry-after': String(statusRetryAfterSeconds),
      });
    }
    const asError = instance.status === 'Failed' && isTrue(parameter(query, 'returnInternalServerErrorOnFailure'));
    return json(asError ? 500 : 200, status);
  }

  function list(request: HttpRequestData): HttpReply {
    const filter = parseInstanceFilter((name) => parameter(request.query, name));
    if ('invalid' in filter) return json(400, { Message: filter.invalid });
    const page = filterInstances(client.list(), filter, request.headers['x-ms-continuation-token']);
    const options = statusOptions(request.query);
    return json(
      200,
      page.instances.map((instance) => describeInstance(instance, options)),
      page.continuationToken === undefined ? {} : { 'x-ms-continuation-token': page.continuationToken },
    );
  }

  function purgeBy(query: URLSearchParams): HttpReply {
    const filter = parseInstanceFilter((name) => parameter(query, name));
    if ('invalid' in filter) return json(400, { Message: filter.invalid });
    if (filter.createdFromMs === undefined) {
      return json(400, { Message: "Please provide value for 'createdTimeFrom' parameter." });
    }
    const all = { ...filter, top: Number.POSITIVE_INFINITY };
    const finished = filterInstances(client.list(), all, undefined).instances.filter((each) => isFinished(each.status));
    const count = client.purge(finished.map((each) => each.instanceId));
    return count === 0 ? empty(404) : json(200, { instancesDeleted: count });
  }

  function purgeOne(instanceId: string): HttpReply {
    const instance = client.find(instanceId);
    if (!instance) return empty(404);
    if (!isFinished(instance.status)) {
      const message = `Only orchestrations in a terminal state can be purged, but the orchestration with instance ID ${instanceId} has status ${instance.status}`;
      return json(412, message);
    }
    return json(200, { instancesDeleted: client.purge([instanceId]) });
  }

  function raiseEvent(request: HttpRequestData, instanceId: string, eventName: string): HttpReply {
    const instance = client.find(instanceId);
    if (!instance) return empty(404);
    if (isFinished(instance.status)) return empty(410);
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
      return json(400, { Message: 'Only application/json request content is supported' });
    }
    const body = jsonBody(request);
    if (body === undefined) return json(400, { Message: 'Invalid JSON content' });
    return accepted(client.raiseEvent(instanceId, eventName, body ?? 'null'));
  }

  function restart(request: HttpRequestData, instanceId: string): HttpReply {
    const withNewId = parameter(request.query, 'restartWithNewInstanceId');
    const outcome = client.restart(instanceId, withNewId === null || isTrue(withNewId));
    switch (outcome.kind) {
      case 'not-found':
        return json(400, { Message: 'InstanceId does not match a valid orchestration instance.' });
      case 'conflict':
        return json(409, { Message: 'A non-terminal instance with this instance ID already exists.' });
      default:
        return checkStatus(endpoints, outcome);
    }
  }

  function start(request: HttpRequestData, name: string, instanceId: string | undefined): HttpReply {
    const input = jsonBody(request);
    if (input === undefined) return json(400, { Message: 'Invalid JSON content' });
    const version = parameter(request.query, 'version') ?? undefined;
    return checkStatus(endpoints, client.start(name, instanceId, input, version));
  }

  function operate(request: HttpRequestData, instanceId: string, operation: string, rest: string[]): HttpReply {
    const reason = parameter(request.query, 'reason') ?? '';
    switch (operation.toLowerCase()) {
      case 'raiseevent': {
        const [eventName] = rest;
        return eventName === undefined ? empty(404) : raiseEvent(request, instanceId, eventName);
      }
      case 'terminate':
        return accepted(client.terminate(instanceId, reason));
      case 'suspend':
        return accepted(client.suspend(instanceId, reason));
      case 'resume':
        return accepted(client.resume(instanceId, reason));
      case 'restart':
        return restart(request, instanceId);
      case 'rewind':
        return text(501, 'The rewind operation is not supported by this host.');
      default:
        return empty(404);
    }
  }

  return (request: HttpRequestData, path: string): HttpReply => {
    const [kind = '', first, second, ...rest] = path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
    const { method, query } = request;
    switch (kind.toLowerCase()) {
      case 'orchestrators':
        return method === 'POST' && first !== undefined ? start(request, first, second) : empty(404);
      case 'entities':
        return text(501, 'Durable entities are not supported by this host.');
      case 'instances':
        if (first === undefined && method === 'GET') return list(request);
        if (first === undefined && method === 'DELETE') return purgeBy(query);
        if (first !== undefined && second === undefined && method === 'GET') return readStatus(request, first);
        if (first !== undefined && second === undefined && method === 'DELETE') return purgeOne(first);
        if (first !== undefined && second !== undefined && method === 'POST')
          return operate(request, first, second, rest);
        return empty(404);
      default:
        return empty(404);
    }
  };
}
