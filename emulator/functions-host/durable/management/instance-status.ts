import { eventType, type HistoryEvent } from '../hub/history-event.ts';
import type { Instance } from '../hub/instance.ts';

/** Which optional parts a status answer has. */
export interface StatusOptions {
  showInput: boolean;
  showHistory: boolean;
  showHistoryOutput: boolean;
}

/** Renders a time in ISO 8601 with whole seconds, as the extension does in a status. */
const withoutMilliseconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const kindNames = new Map<number, string>(Object.entries(eventType).map(([name, number]) => [number, name]));

const hidden: readonly number[] = [
  eventType.OrchestratorStarted,
  eventType.OrchestratorCompleted,
  eventType.TaskScheduled,
  eventType.SubOrchestrationInstanceCreated,
  eventType.TimerCreated,
];

function scheduled(history: readonly HistoryEvent[], id: number): HistoryEvent | undefined {
  return history.find((event) => event.EventId === id);
}

/**
 * Describes one event as the management API shows it: a completion has the name of what was scheduled, and ids are
 * omitted.
 */
function describeEvent(
  event: HistoryEvent,
  history: readonly HistoryEvent[],
  showOutput: boolean,
): Record<string, unknown> {
  const described: Record<string, unknown> = { EventType: kindNames.get(event.EventType), Timestamp: event.Timestamp };
  if ('TaskScheduledId' in event) {
    const origin = scheduled(history, event.TaskScheduledId);
    if (origin && 'Name' in origin) described['FunctionName'] = origin.Name;
    if (origin) described['ScheduledTime'] = origin.Timestamp;
  }
  if (event.EventType === eventType.ExecutionStarted) described['FunctionName'] = event.Name;
  if (event.EventType === eventType.EventRaised) described['Name'] = event.Name;
  if (event.EventType === eventType.TimerFired) described['FireAt'] = event.FireAt;
  if (event.EventType === eventType.ExecutionCompleted) described['OrchestrationStatus'] = event.OrchestrationStatus;
  if ('Reason' in event && event.Reason !== undefined) described['Reason'] = event.Reason;
  if (showOutput && 'Result' in event && event.Result !== null) described['Result'] = JSON.parse(event.Result);
  if (showOutput && 'Input' in event && event.Input !== null) described['Input'] = JSON.parse(event.Input);
  return described;
}

/** Describes the status of an instance as `GET instances/{id}` answers it. */
export function describeInstance(instance: Instance, options: StatusOptions): Record<string, unknown> {
  const parse = (json: string | null): unknown => (json === null ? null : JSON.parse(json));
  const status: Record<string, unknown> = {
    name: instance.name,
    ...(instance.version === '' ? {} : { version: instance.version }),
    instanceId: instance.instanceId,
    ...(instance.parent === null ? {} : { parentInstanceId: instance.parent.instanceId }),
    runtimeStatus: instance.status,
    input: options.showInput ? parse(instance.inputJson) : null,
    customStatus: instance.customStatus,
    output: parse(instance.outputJson),
    createdTime: withoutMilliseconds(instance.createdAtMs),
    lastUpdatedTime: withoutMilliseconds(instance.updatedAtMs),
  };
  if (options.showHistory) {
    status['historyEvents'] = instance.history
      .filter((event) => !hidden.includes(event.EventType))
      .map((event) => describeEvent(event, instance.history, options.showHistoryOutput));
  }
  return status;
}
