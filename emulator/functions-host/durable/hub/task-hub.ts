import { applyRecord } from './apply-record.ts';
import type { HubChange, HubRecord, HubState } from './hub-record.ts';
import type { Instance } from './instance.ts';
import type { Journal } from './journal.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The one place where orchestrations change: a change is on disk before anyone sees it. */
export interface TaskHub {
  clock: VirtualClock;
  instances(): IterableIterator<Instance>;
  find(instanceId: string): Instance | undefined;
  commit(change: HubChange): void;
  /** Calls `listener` after every commit with the ids of the instances that it concerned. */
  subscribe(listener: (instanceIds: readonly string[]) => void): void;
}

/** Called with each durable write's number (from 1, in this process), before and after it is on disk. */
export interface DurableWriteHooks {
  before(count: number, record: HubRecord): void;
  after(count: number, record: HubRecord): void;
}

export function createTaskHub(
  state: HubState,
  journal: Journal,
  clock: VirtualClock,
  hooks: DurableWriteHooks,
): TaskHub {
  const listeners: ((instanceIds: readonly string[]) => void)[] = [];
  let writes = 0;
  return {
    clock,
    instances: () => state.instances.values(),
    find: (instanceId) => state.instances.get(instanceId),
    commit(change) {
      const record = { ...change, atMs: clock.now(), clockOffsetMs: clock.offsetMs() } as HubRecord;
      writes += 1;
      hooks.before(writes, record);
      journal.append(record);
      hooks.after(writes, record);
      // Applied as it will be read: what JSON doesn't keep, must not be seen before a restart either.
      const concerned = applyRecord(state, JSON.parse(JSON.stringify(record)) as HubRecord);
      for (const listener of listeners) listener(concerned);
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}
