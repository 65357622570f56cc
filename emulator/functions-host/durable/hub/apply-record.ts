import { type ExecutionStarted, eventBase, eventType, type HistoryEvent } from './history-event.ts';
import type { HubRecord, HubState, Snapshot, TurnOutcome } from './hub-record.ts';
import { type Instance, isFinished, type NewInstance, type ParentLink } from './instance.ts';

export function emptyHub(): HubState {
  return { instances: new Map(), nextSequence: 0, atMs: 0, clockOffsetMs: 0 };
}

function parentInstance(parent: ParentLink | null): ExecutionStarted['ParentInstance'] {
  if (!parent) return null;
  return {
    Name: parent.name,
    OrchestrationInstance: { InstanceId: parent.instanceId, ExecutionId: parent.executionId },
    TaskScheduleId: parent.taskId,
  };
}

function executionStarted(instance: NewInstance, atMs: number): ExecutionStarted {
  return {
    EventType: eventType.ExecutionStarted,
    ...eventBase(atMs),
    Name: instance.name,
    Version: instance.version,
    Input: instance.inputJson,
    OrchestrationInstance: { InstanceId: instance.instanceId, ExecutionId: instance.executionId },
    ParentInstance: parentInstance(instance.parent),
    Tags: null,
  };
}

function deliver(hub: HubState, instance: Instance, event: HistoryEvent): void {
  if (!isFinished(instance.status)) instance.inbox.push({ sequence: hub.nextSequence++, event });
}

function create(hub: HubState, fresh: NewInstance, atMs: number): void {
  const instance: Instance = {
    ...fresh,
    status: 'Pending',
    customStatus: null,
    outputJson: null,
    createdAtMs: atMs,
    updatedAtMs: atMs,
    history: [],
    inbox: [],
    activities: [],
    timers: [],
  };
  hub.instances.set(fresh.instanceId, instance);
  deliver(hub, instance, executionStarted(fresh, atMs));
}

function beginNextExecution(
  hub: HubState,
  instance: Instance,
  next: NonNullable<TurnOutcome['continueAsNew']>,
  atMs: number,
): void {
  const waiting = instance.inbox.map((message) => message.event);
  instance.executionId = next.executionId;
  instance.inputJson = next.inputJson;
  instance.history = [];
  instance.activities = [];
  instance.timers = [];
  instance.inbox = [];
  deliver(hub, instance, executionStarted(instance, atMs));
  for (const event of [...next.carriedOver, ...waiting]) deliver(hub, instance, event);
}

function applyTurn(hub: HubState, instance: Instance, record: HubRecord & { type: 'turn' }): string[] {
  const { outcome, consumed, atMs } = record;
  instance.inbox = instance.inbox.filter((message) => !consumed.includes(message.sequence));
  instance.history.push(...outcome.events);
  instance.activities.push(...outcome.activities);
  instance.timers.push(...outcome.timers);
  instance.status = outcome.status;
  instance.outputJson = outcome.outputJson;
  instance.updatedAtMs = atMs;
  if (outcome.customStatus !== undefined) instance.customStatus = outcome.customStatus;
  for (const fresh of outcome.instances) create(hub, fresh, atMs);
  for (const message of outcome.messages) {
    const target = hub.instances.get(message.instanceId);
    if (target?.executionId === message.executionId) deliver(hub, target, message.event);
  }
  if (isFinished(outcome.status)) {
    instance.inbox = [];
    instance.activities = [];
    instance.timers = [];
  }
  if (outcome.continueAsNew) beginNextExecution(hub, instance, outcome.continueAsNew, atMs);
  return [
    instance.instanceId,
    ...outcome.instances.map((each) => each.instanceId),
    ...outcome.messages.map((each) => each.instanceId),
  ];
}

/**
 * Applies one durable write to `hub`. The result is the same when the write happens and when the journal is read again.
 * Returns the ids of the instances that it concerns. A record about an earlier execution changes nothing.
 */
export function applyRecord(hub: HubState, record: HubRecord): string[] {
  hub.atMs = Math.max(hub.atMs, record.atMs);
  hub.clockOffsetMs = record.clockOffsetMs;
  if (record.type === 'instance-created') {
    create(hub, record.instance, record.atMs);
    return [record.instance.instanceId];
  }
  if (record.type === 'instances-purged') {
    for (const id of record.instanceIds) hub.instances.delete(id);
    return record.instanceIds;
  }
  const instance = hub.instances.get(record.instanceId);
  if (!instance) return [];
  if (record.type === 'event-received') {
    deliver(hub, instance, record.event);
    return [record.instanceId];
  }
  if (record.executionId !== instance.executionId) return [];
  if (record.type === 'turn') return applyTurn(hub, instance, record);
  if (record.type === 'activity-finished') {
    instance.activities = instance.activities.filter((each) => each.taskId !== record.taskId);
  } else {
    instance.timers = instance.timers.filter((each) => each.timerId !== record.timerId);
  }
  deliver(hub, instance, record.event);
  return [record.instanceId];
}

export function applySnapshot(snapshot: Snapshot): HubState {
  return {
    instances: new Map(snapshot.instances.map((each) => [each.instanceId, each])),
    nextSequence: snapshot.nextSequence,
    atMs: snapshot.atMs,
    clockOffsetMs: snapshot.clockOffsetMs,
  };
}

export function takeSnapshot(hub: HubState): Snapshot {
  const { atMs, clockOffsetMs, nextSequence } = hub;
  return { type: 'snapshot', atMs, clockOffsetMs, nextSequence, instances: [...hub.instances.values()] };
}
