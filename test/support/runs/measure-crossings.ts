import type { HubRecord } from '../../../emulator/functions-host/durable/hub/hub-record.ts';

/** A JSON text that has crossed the boundary of an activity or an orchestration. */
export interface Crossing {
  what: string;
  /** Bytes of UTF-16, as Azure Storage counts them. */
  bytes: number;
}

/**
 * The largest message, in bytes, that Durable puts into a queue of Azure Storage, which takes 64 KiB of base64. It moves a
 * larger one to a blob (DurableTask.AzureStorage, `MaxStorageQueuePayloadSizeInBytes`).
 */
export const mostMessageBytes = 45 * 1024;

/** Every input and output of activities and orchestrations, every event, and every custom status, in the journal of a task hub. */
export function measureCrossings(records: readonly HubRecord[]): Crossing[] {
  const crossings: Crossing[] = [];
  const add = (what: string, json: unknown) => {
    if (typeof json === 'string') crossings.push({ what, bytes: json.length * 2 });
  };
  const names = new Map<string, string>();
  for (const record of records) {
    if (record.type === 'instance-created') add(`input of ${record.instance.name}`, record.instance.inputJson);
    if (record.type === 'activity-finished')
      add(`output of ${names.get(`${record.executionId}/${record.taskId}`)}`, resultOf(record.event));
    if (record.type === 'event-received' && 'Input' in record.event)
      add(`event of ${record.instanceId}`, record.event.Input);
    if (record.type !== 'turn') continue;
    const { outcome, instanceId } = record;
    for (const { name, taskId, inputJson } of outcome.activities) {
      names.set(`${record.executionId}/${taskId}`, name);
      add(`input of ${name}`, inputJson);
    }
    for (const { name, inputJson } of outcome.instances) add(`input of ${name}`, inputJson);
    add(`output of ${instanceId}`, outcome.outputJson);
    if (outcome.continueAsNew) add(`next input of ${instanceId}`, outcome.continueAsNew.inputJson);
    if (outcome.customStatus !== undefined) add(`status of ${instanceId}`, JSON.stringify(outcome.customStatus));
  }
  return crossings;
}

/** The largest of the crossings. */
export function largestOf(crossings: readonly Crossing[]): Crossing {
  return crossings.reduce((largest, each) => (each.bytes > largest.bytes ? each : largest), { what: '', bytes: 0 });
}

/** The bytes of an instance's history. */
export function historyBytes(
  { hub }: { hub: { find(id: string): { history: object[] } } },
  instanceId: string,
): number {
  return JSON.stringify(hub.find(instanceId).history).length * 2;
}

function resultOf(event: object): unknown {
  return 'Result' in event ? event.Result : undefined;
}
