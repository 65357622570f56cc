import { describe, expect, test } from '@jest/globals';
import type { ContainerStatus } from '../../../../../../emulator/kubernetes/api/pod-shapes.ts';
import {
  newPod,
  type PodAction,
  type PodEvent,
  type PodState,
  type PodView,
  stepPod,
} from '../../../../../../emulator/kubernetes/world/kubelet/pods/step-pod.ts';
import { image } from '../../start-world.ts';

const status = (name: string, more: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name,
  image,
  imageID: '',
  ready: false,
  started: false,
  restartCount: 0,
  state: { waiting: { reason: 'ContainerCreating' } },
  lastState: {},
  ...more,
});
const endedWith = (exitCode: number): Partial<ContainerStatus> => ({
  state: { terminated: { exitCode, reason: 'Completed', startedAt: '', finishedAt: '' } },
});

/** Creates a pod with its containers by name. `view` sets how they differ from a container that is being created. */
function podOf(spec: { restartPolicy?: string; init?: string[]; app?: string[] } = {}) {
  const { init = [], app = ['a'], restartPolicy = 'Never' } = spec;
  const containers = (names: string[]) => names.map((name) => ({ name, image }));
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default', uid: 'p1' },
    spec: { restartPolicy, containers: containers(app), initContainers: containers(init) },
  };
  const view = (statuses: Record<string, Partial<ContainerStatus>> = {}, anyRunning = false): PodView => ({
    pod,
    containers: app.map((name) => status(name, statuses[name])),
    initContainers: init.map((name) => status(name, statuses[name])),
    anyRunning,
  });
  return { start: newPod(pod), view };
}

/** Returns the actions of each event, and the state after the last event. */
function run(start: PodState, ...events: [PodEvent, PodView][]) {
  let state = start;
  const actions: PodAction[][] = [];
  for (const [event, view] of events) {
    const step = stepPod(state, event, view);
    state = step.state;
    actions.push(step.actions);
  }
  return { state, actions };
}
const exited = (name: string, exitCode: number): PodEvent => ({ type: 'container-exited', name, exitCode });
const ready: PodEvent = { type: 'sandbox-ready' };
const settled = (remove = false) => [{ do: 'settle', remove }];

describe('a pod that starts', () => {
  test('runs its init containers one after the other, and then its containers at once', () => {
    const { start, view } = podOf({ init: ['i', 'j'], app: ['a', 'b'] });
    const { state, actions } = run(start, [ready, view()], [exited('i', 0), view()], [exited('j', 0), view()]);
    expect(actions).toEqual([
      [{ do: 'start-container', name: 'i' }],
      [{ do: 'start-container', name: 'j' }],
      [
        { do: 'start-container', name: 'a' },
        { do: 'start-container', name: 'b' },
      ],
    ]);
    expect(state.initialized).toBe(true);
  });

  test('starts nothing after an init container that failed and is not restarted', () => {
    const { start, view } = podOf({ init: ['i', 'j'] });
    const { state, actions } = run(start, [ready, view()], [exited('i', 1), view({ i: endedWith(1) })]);
    expect(actions[1]).toEqual(settled());
    expect(state.initialized).toBe(false);
  });

  test('restarts an init container that failed, but never one that succeeded, under the policy Always', () => {
    const { start, view } = podOf({ init: ['i'], restartPolicy: 'Always' });
    const afterInit = (exitCode: number) => run(start, [ready, view()], [exited('i', exitCode), view()]).actions[1];
    expect(afterInit(1)).toEqual([{ do: 'restart-container', name: 'i' }]);
    expect(afterInit(0)).toEqual([{ do: 'start-container', name: 'a' }]);
  });
});

describe('a container that ends', () => {
  test.each([
    ['Never', 0, false],
    ['Never', 1, false],
    ['OnFailure', 0, false],
    ['OnFailure', 1, true],
    ['Always', 0, true],
    ['Always', 1, true],
  ])('under the policy %s with exit code %d is started again: %s', (restartPolicy, exitCode, again) => {
    const { start, view } = podOf({ restartPolicy });
    const { actions } = run(start, [ready, view()], [exited('a', exitCode), view({ a: endedWith(exitCode) })]);
    expect(actions[1]).toEqual(again ? [{ do: 'restart-container', name: 'a' }] : settled());
  });

  test('is started again at once the first time, then after pauses that double up to five minutes', () => {
    const { start, view } = podOf({ restartPolicy: 'Always' });
    const again = (restartCount: number): [PodEvent, PodView] => [exited('a', 1), view({ a: { restartCount } })];
    const { actions } = run(start, [ready, view()], ...[0, 1, 2, 3, 4, 5, 6, 7].map(again));
    const pauses = actions.slice(1).map(([action]) => (action?.do === 'back-off' ? action.pauseMs / 1000 : action?.do));
    expect(pauses).toEqual(['restart-container', 10, 20, 40, 80, 160, 300, 300]);
  });

  test('backs off at once when its program could not be started', () => {
    const { start, view } = podOf({ restartPolicy: 'Always' });
    expect(run(start, [exited('a', 128), view()]).actions).toEqual([[{ do: 'back-off', name: 'a', pauseMs: 10_000 }]]);
  });

  test('keeps a back-off of its own', () => {
    const { start, view } = podOf({ restartPolicy: 'Always', app: ['a', 'b'] });
    const restarts = view({ a: { restartCount: 1 }, b: { restartCount: 1 } }, true);
    const { actions } = run(start, [exited('a', 1), restarts], [exited('a', 1), restarts], [exited('b', 1), restarts]);
    expect(actions.flat().map((action) => action.do === 'back-off' && action.pauseMs)).toEqual([
      10_000, 20_000, 10_000,
    ]);
  });

  test('ends the pod only when it was the last', () => {
    const { start, view } = podOf({ app: ['a', 'b'] });
    const { state, actions } = run(start, [exited('a', 0), view({}, true)], [exited('b', 0), view()]);
    expect(actions).toEqual([[], settled()]);
    expect(state.stopping).toBe(true);
  });
});

describe('a pod that is deleted', () => {
  const deletion: PodEvent = { type: 'deletion-requested', graceSeconds: 30 };
  const running = { a: { state: { running: { startedAt: '' } } } };

  test('is removed when its containers have ended, and not before', () => {
    const { start, view } = podOf({ restartPolicy: 'Always' });
    const { state, actions } = run(
      start,
      [ready, view()],
      [deletion, view(running, true)],
      [exited('a', 137), view({ a: endedWith(137) })],
    );
    expect(actions.slice(1)).toEqual([[{ do: 'stop-containers', graceSeconds: 30 }], settled(true)]);
    expect(state.failure).toEqual({});
  });

  test('is removed at once when nothing of it runs yet', () => {
    const { start, view } = podOf();
    expect(run(start, [deletion, view()]).actions).toEqual([
      [
        { do: 'stop-containers', graceSeconds: 30 },
        { do: 'settle', remove: true },
      ],
    ]);
  });

  test('has not failed when all of it had succeeded', () => {
    const { start, view } = podOf();
    const { state } = run(start, [deletion, view(running, true)], [exited('a', 0), view({ a: endedWith(0) })]);
    expect(state.failure).toBeNull();
  });

  test('starts nothing again whose pause is over', () => {
    const { start, view } = podOf({ restartPolicy: 'Always', app: ['a', 'b'] });
    const { actions } = run(start, [deletion, view(running, true)], [{ type: 'back-off-over', name: 'b' }, view()]);
    expect(actions[1]).toEqual([]);
  });
});

test('a pod past its deadline fails with the reason, has its own grace period, and stays', () => {
  const { start, view } = podOf();
  const { state, actions } = run(start, [{ type: 'deadline-exceeded' }, view({}, true)], [exited('a', 137), view()]);
  expect(state.failure).toMatchObject({ reason: 'DeadlineExceeded' });
  expect(actions).toEqual([[{ do: 'stop-containers', graceSeconds: 30 }], settled(false)]);
});
