import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compareVersions } from '../../../emulator/functions-host/app/versioning.ts';
import { eventType, type HistoryEvent } from '../../../emulator/functions-host/durable/hub/history-event.ts';
import { replayActions } from '../../../emulator/functions-host/durable/replay/replay-actions.ts';
import { orchestrationTriggerData } from '../../../emulator/functions-host/durable/turns/trigger-payloads.ts';
import { parseTurnReply, type TurnReply } from '../../../emulator/functions-host/durable/turns/turn-reply.ts';
import { orchestrators } from '../../../functions/wiring/orchestrators.ts';
import { Orchestrator } from '../../support/functions-host/sdk-orchestrator.ts';
import type { RecordedHistory } from './recorded-history.ts';

const { durableTask } = JSON.parse(readFileSync('host.json', 'utf8')).extensions;
const versions = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function read(version: string): RecordedHistory[] {
  const folder = join(import.meta.dirname, version);
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
  return lines.filter(Boolean).map((line) => JSON.parse(line) as RecordedHistory);
}

/** Of a version with which later ones do not go on. */
const ended = readFileSync(join(import.meta.dirname, 'ended-1.1.jsonl'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as RecordedHistory);

const all = versions.flatMap((version) => read(version).map((recorded) => ({ version, recorded })));

/** What a turn adds to the history after the orchestrator has been asked. */
const answers: readonly number[] = [
  eventType.TaskScheduled,
  eventType.SubOrchestrationInstanceCreated,
  eventType.TimerCreated,
  eventType.ExecutionCompleted,
  eventType.OrchestratorCompleted,
];

/** Replays a history up to its last turn, as a host does that finds the instance in its hub. */
async function replay({ orchestrator, instanceId, history }: RecordedHistory) {
  const last = history.findLastIndex((event) => event.EventType === eventType.OrchestratorStarted);
  const past = history.slice(0, last);
  const fresh = history.slice(last).filter((event) => !answers.includes(event.EventType));
  const started = history.find((event) => event.EventType === eventType.ExecutionStarted);
  if (!started) throw new Error('The history has no start.');
  const { ExecutionId } = started.OrchestrationInstance;
  const instance = { instanceId, history: past, inputJson: started.Input, parent: null };
  const trigger = orchestrationTriggerData({ instance, fresh } as never) as { string: string };
  const silent = { log: () => {}, warn: () => {}, error: () => {} };
  const handler = orchestrators[orchestrator];
  if (!handler) throw new Error(`There is no orchestrator ${orchestrator} any more.`);
  const reply: TurnReply = await new Orchestrator(handler)
    .listen()(JSON.parse(trigger.string), { ...silent })
    .then(
      (state) => ({ ok: true, returnValue: { json: JSON.stringify(state) } }),
      (error: Error) => ({ ok: false, message: error.message }),
    );
  const state = parseTurnReply(reply);
  if ('failure' in state) throw new Error(state.failure);
  const { nonDeterministic, caughtUp } = replayActions(ExecutionId, state.actions, [...past, ...fresh]);
  return { nonDeterministic, caughtUp, isDone: state.isDone, error: state.error, output: state.output };
}

const completionOf = (history: readonly HistoryEvent[]) =>
  history.find((event) => event.EventType === eventType.ExecutionCompleted);

describe('a recorded instance', () => {
  test.each(all.map(({ version, recorded }) => [version, recorded.orchestrator, recorded.occasion, recorded] as const))(
    'of version %s can be gone on with: %s, %s',
    async (_version, _orchestrator, _occasion, recorded) => {
      const replayed = await replay(recorded);
      // If this fails, instances that run while this code is deployed would fail. See docs/upgrade.md, "Changing an orchestrator".
      expect(replayed).toMatchObject({ nonDeterministic: undefined, caughtUp: true, isDone: true });
      const completed = completionOf(recorded.history);
      if (!completed) return expect(replayed.error).toBeUndefined();
      if (completed.OrchestrationStatus === 'Failed') return expect(replayed.error).toBeDefined();
      expect(replayed.error).toBeUndefined();
      // A parent reads this, perhaps an older one: more may be told, not less.
      const output = JSON.parse(completed.Result ?? 'null');
      expect({ output: replayed.output ?? null }).toMatchObject({ output });
    },
  );

  test('is one of each orchestrator of the current version', () => {
    const recorded = new Set(read(durableTask.defaultVersion).map(({ orchestrator }) => orchestrator));
    // One that died in its first steps is closed again by the next sweep.
    const unrecorded = Object.keys(orchestrators).filter((name) => !recorded.has(name) && name !== 'closeDeadRun');
    expect(unrecorded).toEqual([]);
  });

  test.each(ended.map((recorded) => [recorded.orchestrator, recorded] as const))(
    'of an earlier version ends at once, and says that it is to be started again: %s',
    async (_orchestrator, recorded) => {
      const { error, isDone } = await replay(recorded);
      expect(isDone).toBe(false);
      expect(error).toContain('was started by an earlier version (1.1)');
      expect(error).toContain('start it again');
    },
  );

  test('is of no version that host.json would leave alone', () => {
    expect(versions.filter((version) => compareVersions(version, durableTask.defaultVersion) > 0)).toEqual([]);
    expect(durableTask).toMatchObject({ versionMatchStrategy: 'CurrentOrOlder', versionFailureStrategy: 'Reject' });
    // Two numbers are compared as such; with one, 10 would be older than 9.
    expect(durableTask.defaultVersion).toMatch(/^\d+\.\d+$/);
  });

  test('fails the replay when a step has another name, or is gone', async () => {
    const sample = read(durableTask.defaultVersion).find(({ orchestrator }) => orchestrator === 'proveChanges');
    if (!sample) throw new Error('There is no history to change.');
    const step = sample.history.find((event) => event.EventType === eventType.TaskScheduled);
    if (!step) throw new Error('The history has no step.');
    const renamed = sample.history.map((event) => (event === step ? { ...step, Name: 'anotherStep' } : event));
    expect((await replay({ ...sample, history: renamed })).nonDeterministic).toContain('anotherStep');
    const added: HistoryEvent = { ...step, EventId: 999, Name: 'stepThatIsGone' };
    const longer = sample.history.flatMap((event) => (event === step ? [event, added] : [event]));
    expect((await replay({ ...sample, history: longer })).nonDeterministic).toContain('stepThatIsGone');
  });
});

/** Limits of Durable Task Scheduler, which may be the backend: "Durable Task Scheduler", Limits. */
describe('Durable Task Scheduler takes', () => {
  test('the id of each instance, and that of the closing of a run, the longest', () => {
    const everything = [...ended, ...all.map(({ recorded }) => recorded)];
    const ids = everything.map(({ instanceId }) => instanceId);
    const runs = everything.filter(
      ({ orchestrator, instanceId }) => /^prov/.test(orchestrator) && instanceId.split('-').length === 2,
    );
    const closings = runs.map(({ instanceId }) => `${instanceId}-close-${randomUUID()}`);
    expect(closings.length).toBeGreaterThan(3);
    for (const id of [...ids, ...closings]) expect(id).toMatch(/^[\x20-\x7e]{1,100}$/);
  });

  test('each input, output and event', () => {
    const sizes = all.flatMap(({ recorded }) =>
      recorded.history.map((event) => Buffer.byteLength(JSON.stringify(event))),
    );
    expect(Math.max(...sizes)).toBeLessThan(1024 * 1024);
  });
});

test('the orchestrators here are those that the app registers', () => {
  const golden = JSON.parse(readFileSync('test/contracts/main-app/cases/functions.golden.json', 'utf8'));
  const registered = (golden as { name: string; bindings: { type: string }[] }[])
    .filter(({ bindings }) => bindings.some(({ type }) => type === 'orchestrationTrigger'))
    .map(({ name }) => name);
  expect(Object.keys(orchestrators).sort()).toEqual(registered.sort());
});
