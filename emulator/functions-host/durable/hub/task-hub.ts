import { applyRecord } from './apply-record.ts';
import type { HubChange, HubRecord, HubState } from './hub-record.ts';
import type { Instance } from './instance.ts';
import type { Journal } from './journal.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The only place where orchestrations change. A change is on disk before anyone can see it. */
export interface TaskHub {
  clock: VirtualClock;
  instances(): IterableIterator<Instance>;
  find(instanceId: string): Instance | undefined;
  commit(change: HubChange): void;
  /** Calls `listener` after every commit, with the ids of the instances that it concerns. */
  subscribe(listener: (instanceIds: readonly string[]) => void): void;
}

/** Called before and after each durable write. `count` is the number of the write in this process, from 1. */
export interface DurableWriteHooks {
  before(count: number, record: HubRecord): void;
  after(count: number, record: HubRecord): void;
}

/** Creates the hub on a state that was read from the journal. It changes `state` in place. */
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
      // The record is applied in the form in which it will be read again, so that nothing that JSON drops is visible
      // before a restart.
      const concerned = applyRecord(state, JSON.parse(JSON.stringify(record)) as HubRecord);
      for (const listener of listeners) listener(concerned);
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}
