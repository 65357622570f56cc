import { eventType, type HistoryEvent } from '../../../emulator/functions-host/durable/hub/history-event.ts';
import type { HubRecord } from '../../../emulator/functions-host/durable/hub/hub-record.ts';

/** One execution of an orchestration, from its start to its end, or to where it continued as new. */
export interface RecordedHistory {
  orchestrator: string;
  /** What was played while it ran. */
  occasion: string;
  instanceId: string;
  history: HistoryEvent[];
}

/** The histories of all executions that have ended in a task hub's journal. */
export function readHistories(journal: string, occasion: string): RecordedHistory[] {
  const byExecution = new Map<string, RecordedHistory>();
  const ended = new Set<RecordedHistory>();
  for (const line of journal.split('\n').filter(Boolean)) {
    const record = JSON.parse(line) as HubRecord;
    if (record.type !== 'turn') continue;
    const { instanceId, executionId, outcome } = record;
    const found = byExecution.get(executionId) ?? { orchestrator: '', occasion, instanceId, history: [] };
    byExecution.set(executionId, found);
    found.history.push(...outcome.events);
    const isDone = outcome.continueAsNew !== undefined || !['Running', 'Suspended'].includes(outcome.status);
    if (isDone) ended.add(found);
  }
  for (const each of byExecution.values())
    for (const event of each.history)
      if (event.EventType === eventType.ExecutionStarted) each.orchestrator = event.Name;
  return [...ended];
}

/** The steps of a history, without what they are about: two with the same steps show the same of an orchestrator. */
export const stepsOf = ({ orchestrator, history }: RecordedHistory): string =>
  [
    orchestrator,
    ...history.map((event) => ('Name' in event ? `${event.EventType}${event.Name}` : event.EventType)),
  ].join();
