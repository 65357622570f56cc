import { empty, type HttpReply, type HttpRequestData, text } from '../../http/exchange.ts';
import type { DurableEndpoints } from './client-binding.ts';
import type { ManagementCall } from './management-call.ts';
import type { OrchestrationClient } from './orchestration-client.ts';
import { purgeInstance, purgeInstances } from './purge-instances.ts';
import { listInstances, readInstance } from './read-instances.ts';
import { raiseEvent, restartInstance, startInstance, steerInstance } from './steer-instance.ts';

interface ManagementRoute {
  method: 'GET' | 'POST' | 'DELETE' | 'any';
  /**
   * Words match in any case, each `{parameter}` matches one segment, and a `*` at the end matches any further segments.
   */
  pattern: string;
  handle(call: ManagementCall): HttpReply;
}

const routes: readonly ManagementRoute[] = [
  { method: 'POST', pattern: 'orchestrators/{functionName}', handle: startInstance },
  { method: 'POST', pattern: 'orchestrators/{functionName}/{instanceId}/*', handle: startInstance },
  { method: 'GET', pattern: 'instances', handle: listInstances },
  { method: 'DELETE', pattern: 'instances', handle: purgeInstances },
  { method: 'GET', pattern: 'instances/{instanceId}', handle: readInstance },
  { method: 'DELETE', pattern: 'instances/{instanceId}', handle: purgeInstance },
  { method: 'POST', pattern: 'instances/{instanceId}/raiseEvent/{eventName}/*', handle: raiseEvent },
  { method: 'POST', pattern: 'instances/{instanceId}/terminate/*', handle: (call) => steerInstance(call, 'terminate') },
  { method: 'POST', pattern: 'instances/{instanceId}/suspend/*', handle: (call) => steerInstance(call, 'suspend') },
  { method: 'POST', pattern: 'instances/{instanceId}/resume/*', handle: (call) => steerInstance(call, 'resume') },
  { method: 'POST', pattern: 'instances/{instanceId}/restart/*', handle: restartInstance },
  {
    method: 'POST',
    pattern: 'instances/{instanceId}/rewind/*',
    handle: () => text(501, 'The rewind operation is not supported by this host.'),
  },
  {
    method: 'any',
    pattern: 'entities/*',
    handle: () => text(501, 'Durable entities are not supported by this host.'),
  },
];

function matchPattern(pattern: string, segments: readonly string[]): Record<string, string> | undefined {
  const isOpen = pattern.endsWith('/*');
  const expected = pattern.replace(/\/\*$/, '').split('/');
  if (segments.length < expected.length || (segments.length > expected.length && !isOpen)) return undefined;
  const params: Record<string, string> = {};
  for (const [index, word] of expected.entries()) {
    const segment = segments[index] ?? '';
    if (word.startsWith('{')) params[word.slice(1, -1)] = segment;
    else if (word.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return params;
}

/**
 * Creates the handler of the management API of Durable Functions (HttpApiHandler of the extension). `path` is the part
 * after the API's base path, such as `instances/abc/terminate`. The words of the path are compared without case,
 * instance ids with it.
 */
export function createManagementApi(client: OrchestrationClient, endpoints: DurableEndpoints) {
  return (request: HttpRequestData, path: string): HttpReply => {
    const segments = path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
    for (const { method, pattern, handle } of routes) {
      if (method !== 'any' && method !== request.method) continue;
      const params = matchPattern(pattern, segments);
      if (params) return handle({ client, endpoints, request, params });
    }
    return empty(404);
  };
}
