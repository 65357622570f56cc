import { expect, test } from '@jest/globals';
import {
  crashLooping,
  newStatus,
  restarted,
  running,
  terminated,
  waiting,
} from '../../../../../../emulator/kubernetes/world/kubelet/containers/container-status.ts';
import { image } from '../../start-world.ts';

const ending = { exitCode: 1, startedAt: 's', finishedAt: 'f', message: '' };
const fresh = newStatus({ name: 'a', image }, 'ContainerCreating');
const failed = terminated({ ...running(fresh, 's'), ready: true, containerID: 'c' }, ending, false);

test('a container that ends is neither ready nor started, and says how it ended', () => {
  expect(failed).toMatchObject({ ready: false, started: false });
  expect(failed.state).toEqual({
    terminated: { exitCode: 1, reason: 'Error', startedAt: 's', finishedAt: 'f', containerID: 'c' },
  });
  expect(terminated(fresh, { ...ending, exitCode: 0 }, false).state.terminated?.reason).toBe('Completed');
});

test('an init container is ready when it has succeeded, and only then', () => {
  const isReady = (exitCode: number) => terminated(fresh, { ...ending, exitCode }, true).ready;
  expect([isReady(0), isReady(1)]).toEqual([true, false]);
});

test('the next run remembers how the last one ended, with or without a pause between', () => {
  expect(restarted(failed)).toMatchObject({ restartCount: 1, lastState: failed.state });
  const paused = crashLooping(failed, 'back-off');
  expect(paused).toMatchObject({ restartCount: 0, lastState: failed.state });
  expect(paused.state.waiting?.reason).toBe('CrashLoopBackOff');
  expect(restarted(paused)).toMatchObject({ restartCount: 1, lastState: failed.state });
});

test('a container that waits again is not ready', () => {
  const status = waiting({ ...running(fresh, 's'), ready: true }, { reason: 'ErrImagePull', message: 'why' });
  expect(status).toMatchObject({ ready: false, started: false });
  expect(status.state).toEqual({ waiting: { reason: 'ErrImagePull', message: 'why' } });
});
