import { randomUUID } from 'node:crypto';
import type { DurableTracing } from '../dispatch/durable-tracing.ts';
import { eventBase, eventType, type HistoryEvent, marker } from '../hub/history-event.ts';
import { type Instance, isFinished } from '../hub/instance.ts';
import type { TaskHub } from '../hub/task-hub.ts';
import { maximumInstanceIdLength } from '../limits.ts';
import { payloadObjection } from '../turns/strict-rules.ts';

/** The outcomes that the management API tells apart: 202 or 200, 400, 404, 409, 410. */
export type ClientOutcome =
  | { kind: 'done'; instanceId: string }
  | { kind: 'invalid'; message: string }
  | { kind: 'not-found' }
  | { kind: 'conflict'; message: string }
  | { kind: 'finished' };

/** What a client can do with orchestrations. Each change that succeeds is one durable write. */
export interface OrchestrationClient {
  /** `traceParent` is that of the request. */
  start(
    name: string,
    instanceId: string | undefined,
    inputJson: string | null,
    more?: { version?: string | undefined; traceParent?: string | undefined },
  ): ClientOutcome;
  raiseEvent(instanceId: string, eventName: string, inputJson: string): ClientOutcome;
  terminate(instanceId: string, reason: string): ClientOutcome;
  suspend(instanceId: string, reason: string): ClientOutcome;
  resume(instanceId: string, reason: string): ClientOutcome;
  restart(instanceId: string, withNewInstanceId: boolean): ClientOutcome;
  purge(instanceIds: readonly string[]): number;
  find(instanceId: string): Instance | undefined;
  list(): Instance[];
}

const newId = (): string => randomUUID().replaceAll('-', '');

/**
 * Says why a text cannot be an instance id; undefined when it can. Azure Storage restricts the characters and the
 * length of keys, and '@' is reserved for entities.
 */
export function instanceIdObjection(instanceId: string): string | undefined {
  if (instanceId.startsWith('@')) return 'Orchestration instance ids must not start with @.';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[/\\#?\u0000-\u001f\u007f-\u009f]/.test(instanceId)) {
    return 'Orchestration instance ids must not contain /, \\, #, ?, or control characters.';
  }
  if (instanceId.length === 0 || instanceId.length > maximumInstanceIdLength) {
    return `Instance ids have between 1 and ${maximumInstanceIdLength} characters.`;
  }
  return undefined;
}

/**
 * Creates the client of a task hub. In strict mode it refuses payloads that are too large for Azure Storage's messages. An
 * instance that is started without a version gets `defaultVersion`.
 */
export function createOrchestrationClient(
  hub: TaskHub,
  strict: boolean,
  tracing: Pick<DurableTracing, 'start'>,
  defaultVersion = '',
): OrchestrationClient {
  function send(instanceId: string, event: HistoryEvent): ClientOutcome {
    const instance = hub.find(instanceId);
    if (!instance) return { kind: 'not-found' };
    if (isFinished(instance.status)) return { kind: 'finished' };
    hub.commit({ type: 'event-received', instanceId, event });
    return { kind: 'done', instanceId };
  }

  const start: OrchestrationClient['start'] = (name, wantedId, inputJson, more = {}) => {
    const { version = defaultVersion, traceParent } = more;
    const instanceId = wantedId ?? newId();
    const objection =
      instanceIdObjection(instanceId) ?? (strict ? payloadObjection(`The input of '${name}'`, inputJson) : undefined);
    if (objection !== undefined) return { kind: 'invalid', message: objection };
    const existing = hub.find(instanceId);
    if (existing && !isFinished(existing.status)) {
      return {
        kind: 'conflict',
        message: `An Orchestration instance with the status ${existing.status} already exists.`,
      };
    }
    const kept = tracing.start(name, instanceId, traceParent);
    const traced = kept === undefined ? {} : { traceParent: kept };
    const instance = { instanceId, executionId: newId(), name, version, inputJson, parent: null, ...traced };
    hub.commit({ type: 'instance-created', instance });
    return { kind: 'done', instanceId };
  };

  return {
    start,
    raiseEvent(instanceId, eventName, inputJson) {
      const objection = strict ? payloadObjection(`The event '${eventName}'`, inputJson) : undefined;
      if (objection !== undefined) return { kind: 'invalid', message: objection };
      const base = eventBase(hub.clock.now());
      return send(instanceId, { EventType: eventType.EventRaised, ...base, Name: eventName, Input: inputJson });
    },
    terminate: (id, reason) => send(id, marker(eventType.ExecutionTerminated, hub.clock.now(), reason)),
    suspend: (id, reason) => send(id, marker(eventType.ExecutionSuspended, hub.clock.now(), reason)),
    resume: (id, reason) => send(id, marker(eventType.ExecutionResumed, hub.clock.now(), reason)),
    restart(instanceId, withNewInstanceId) {
      const instance = hub.find(instanceId);
      if (!instance) return { kind: 'not-found' };
      return start(instance.name, withNewInstanceId ? undefined : instanceId, instance.inputJson, instance);
    },
    purge(instanceIds) {
      const known = instanceIds.filter((id) => hub.find(id) !== undefined);
      if (known.length > 0) hub.commit({ type: 'instances-purged', instanceIds: known });
      return known.length;
    },
    find: (instanceId) => hub.find(instanceId),
    list: () => [...hub.instances()],
  };
}
