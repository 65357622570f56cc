import { describe, expect, test } from '@jest/globals';
import { hasPhase, image, kata, kataPool, podObject, startWorld, type World } from './start-world.ts';

async function* typed(...lines: string[]) {
  for (const line of lines) yield Buffer.from(line);
}

async function exec(world: World, pod: string, command: string[], ...input: string[]) {
  const output = { stdout: '', stderr: '' };
  const exitCode = await world.runtime.exec('default', pod, null, command, {
    stdout: (chunk) => {
      output.stdout += Buffer.from(chunk).toString();
    },
    stderr: (chunk) => {
      output.stderr += Buffer.from(chunk).toString();
    },
    stdin: typed(...input),
    terminal: null,
    signal: new AbortController().signal,
  });
  return { ...output, exitCode };
}
const isReady = (world: World, name: string) => () =>
  world
    .pod(name)
    ['status'].conditions?.some(
      ({ type, status }: { type: string; status: string }) => type === 'Ready' && status === 'True',
    );
const stateOf = (world: World, name: string) => world.pod(name)['status'].containerStatuses?.[0]?.state;

describe('a container', () => {
  test('writes its log as it goes, answers exec from the same kernel and files, and dies when its pod is deleted', async () => {
    const world = await startWorld();
    world.create('pods', podObject('a', "echo kept >/file; while :; do echo '.'; sleep 5; done", kata));
    await world.eventually('ready', isReady(world, 'a'));
    expect(stateOf(world, 'a').running.startedAt).toBeDefined();
    await world.clock.advance(11_000);
    await world.eventually('a third dot', () => world.runtime.readLog('default', 'a', null).split('.').length > 3);
    expect(await exec(world, 'a', ['uname', '-r'])).toEqual({ stdout: '6.6.137.mshv1\n', stderr: '', exitCode: 0 });
    expect(await exec(world, 'a', ['cat', '/file'])).toMatchObject({ stdout: 'kept\n' });
    expect(await exec(world, 'a', ['sh', '-c', 'cd /tmp && pwd'])).toMatchObject({ stdout: '/tmp\n', exitCode: 0 });
    expect(await exec(world, 'a', ['sh', '-c', 'cat; exit 3'], 'typed')).toMatchObject({
      stdout: 'typed',
      exitCode: 3,
    });
    expect(await exec(world, 'a', ['nosuch'])).toMatchObject({ exitCode: 127 });
    let followed = '';
    let ended = false;
    world.runtime.followLog(
      'default',
      'a',
      null,
      (text) => {
        followed += text;
      },
      () => {
        ended = true;
      },
    );
    world.store.requestDeletion('pods', 'default', 'a');
    // The shell is process 1 and does not handle SIGTERM, so it runs for the whole grace period.
    await world.clock.advance(29_000);
    expect(ended).toBe(false);
    await world.eventually('gone', () => !world.store.read('pods', 'default', 'a'));
    expect(followed).toMatch(/^(\.\n)+$/);
    expect(ended).toBe(true);
    expect(world.eventsOf('a').map(({ reason }) => reason)).toContain('Killing');
    world.stop();
  });

  test('that is a shell keeps variables and folder between typed lines', async () => {
    const world = await startWorld();
    world.create('pods', podObject('a', null));
    await world.eventually('ready', isReady(world, 'a'));
    const { stdout, exitCode } = await exec(
      world,
      'a',
      ['/bin/sh'],
      'x=5\ncd /et',
      'c\necho $x $PWD\nexit 4\necho never\n',
    );
    expect({ stdout, exitCode }).toEqual({ stdout: '5 /etc\n', exitCode: 4 });
    world.stop();
  });

  test('leaves at once when it handles SIGTERM, through its traps', async () => {
    const world = await startWorld();
    world.create('pods', podObject('a', "trap 'echo bye; exit 0' TERM; while :; do sleep 1; done"));
    await world.eventually('ready', isReady(world, 'a'));
    let followed = '';
    world.runtime.followLog(
      'default',
      'a',
      null,
      (text) => (followed += text),
      () => {},
    );
    world.store.requestDeletion('pods', 'default', 'a');
    await world.eventually('gone', () => !world.store.read('pods', 'default', 'a'), 1000);
    expect(followed).toBe('bye\n');
    world.stop();
  });

  test('leaves at most 4096 bytes of last words, or the end of its log where the policy says so', async () => {
    const world = await startWorld();
    const fallback = { terminationMessagePolicy: 'FallbackToLogsOnError' };
    world.create('pods', podObject('long', "printf '%05000d' 0 >/dev/termination-log"));
    world.create('pods', podObject('failed', 'echo why; exit 7', {}, fallback));
    world.create('pods', podObject('fine', 'echo why', {}, fallback));
    await world.eventually('all ended', () =>
      ['long', 'failed', 'fine'].every((name) => stateOf(world, name)?.terminated),
    );
    expect(stateOf(world, 'long').terminated.message).toHaveLength(4096);
    expect(stateOf(world, 'failed').terminated).toMatchObject({ message: 'why\n', exitCode: 7, reason: 'Error' });
    expect(stateOf(world, 'fine').terminated).not.toHaveProperty('message');
    expect([world.pod('failed')['status'].phase, world.pod('fine')['status'].phase]).toEqual(['Failed', 'Succeeded']);
    world.stop();
  });

  test('cannot write its root where it is read-only, but its volumes and its termination log', async () => {
    const world = await startWorld();
    const script =
      'echo a >/etc/x; mkdir /y; echo b >/cache/z; cat /cache/z; echo last >/dev/termination-log; ls /etc/x';
    const mounts = {
      volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
      securityContext: { readOnlyRootFilesystem: true },
    };
    world.create('pods', podObject('a', script, { volumes: [{ name: 'cache', emptyDir: {} }] }, mounts));
    await world.eventually('ended', () => stateOf(world, 'a')?.terminated);
    const log = world.runtime.readLog('default', 'a', null);
    expect(log).toContain("can't create /etc/x: Read-only file system");
    expect(log).toMatch(/mkdir: .*\/y/);
    expect(log).toContain('b\n');
    expect(stateOf(world, 'a').terminated).toMatchObject({ message: 'last\n', exitCode: expect.any(Number) });
    expect(stateOf(world, 'a').terminated.exitCode).not.toBe(0);
    world.stop();
  });

  test('goes at once when its pod is deleted before it runs', async () => {
    const world = await startWorld();
    world.create('pods', podObject('a', 'true'));
    await world.eventually('pulling', () => world.eventsOf('a').some(({ reason }) => reason === 'Pulling'));
    world.store.requestDeletion('pods', 'default', 'a');
    await world.clock.advance(0);
    expect(world.store.read('pods', 'default', 'a')).toBeUndefined();
    world.stop();
  });

  test('has its variables, downward API included, and the user of its pod', async () => {
    const world = await startWorld();
    const env = [
      { name: 'A', value: 'x' },
      { name: 'B', value: '$(A)-$$(A)' },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    ];
    world.create(
      'pods',
      podObject('a', 'echo $A $B $NODE $HOSTNAME; id -u', { securityContext: { runAsUser: 65532 } }, { env }),
    );
    await world.eventually('ended', hasPhase(world, 'a', 'Succeeded'));
    const node = world.store.list('nodes')[0]?.metadata.name;
    expect(world.runtime.readLog('default', 'a', null)).toBe(`x x-$(A) ${node} a\n65532\n`);
    world.stop();
  });

  test('is started again with growing pauses under restartPolicy Always', async () => {
    const world = await startWorld();
    world.create('pods', podObject('a', 'exit 1', { restartPolicy: 'Always' }));
    const status = () => world.pod('a')['status'].containerStatuses?.[0];
    await world.eventually('crash loop', () => status()?.state.waiting?.reason === 'CrashLoopBackOff');
    expect(status()).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 1 } } });
    expect(status().state.waiting.message).toMatch(/^back-off 10s restarting failed container=probe pod=a_default\(/);
    await world.eventually('a third start', () => status()?.restartCount === 2);
    expect(world.pod('a')['status'].phase).toBe('Running');
    world.stop();
  });

  test('is ended by the deadline of its pod', async () => {
    const world = await startWorld();
    world.create('pods', podObject('a', 'sleep 600', { activeDeadlineSeconds: 20, terminationGracePeriodSeconds: 0 }));
    await world.eventually('running', hasPhase(world, 'a', 'Running'));
    await world.eventually('failed', hasPhase(world, 'a', 'Failed'), 21_000);
    expect(world.pod('a')['status']).toMatchObject({
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
      containerStatuses: [{ state: { terminated: { exitCode: 137 } } }],
    });
    world.stop();
  });

  test('that nobody can make root is refused by the kubelet with its words', async () => {
    const world = await startWorld();
    world.create('pods', podObject('a', 'true', { securityContext: { runAsNonRoot: true } }));
    await world.eventually('refused', () => stateOf(world, 'a')?.waiting?.reason === 'CreateContainerConfigError');
    expect(stateOf(world, 'a').waiting.message).toContain('container has runAsNonRoot and image will run as root');
    world.stop();
  });

  test('is silent, ends well and leaves no words under the fault', async () => {
    const world = await startWorld({ faults: { containersStaySilent: true } });
    world.create('pods', podObject('a', 'echo hi; echo hi >/dev/termination-log'));
    await world.eventually('ended', hasPhase(world, 'a', 'Succeeded'));
    expect(world.runtime.readLog('default', 'a', null)).toBe('');
    expect(stateOf(world, 'a').terminated).not.toHaveProperty('message');
    world.stop();
  });
});

describe('what keeps a container from starting', () => {
  test('an image that cannot be pulled: ErrImagePull, then ImagePullBackOff, with events', async () => {
    const world = await startWorld({ faults: { imagePullFails: true } });
    world.create('pods', podObject('a', 'true', kata));
    const reason = () => stateOf(world, 'a')?.waiting?.reason;
    await world.eventually('ErrImagePull', () => reason() === 'ErrImagePull');
    expect(stateOf(world, 'a').waiting.message).toContain('dial tcp: lookup mcr.microsoft.com');
    await world.eventually('ImagePullBackOff', () => reason() === 'ImagePullBackOff');
    expect(world.pod('a')['status'].phase).toBe('Pending');
    const failed = world.eventsOf('a').filter((event) => event['reason'] === 'Failed');
    expect(failed.map((event) => event['message'])).toEqual(
      expect.arrayContaining([
        'Error: ErrImagePull',
        'Error: ImagePullBackOff',
        expect.stringContaining(`Failed to pull image "${image}"`),
      ]),
    );
    expect(() => world.runtime.readLog('default', 'a', null)).toThrow(
      'is waiting to start: trying and failing to pull image',
    );
    world.stop();
  });

  test('a handler that its node has not: FailedCreatePodSandBox again and again, and never an end', async () => {
    const world = await startWorld({ pools: [{ ...kataPool, kata: false }] });
    world.store.create('runtimeclasses', {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name: 'custom' },
      handler: 'kata',
    });
    world.create('pods', podObject('a', 'true', { runtimeClassName: 'custom' }));
    const event = () => world.eventsOf('a').find(({ reason }) => reason === 'FailedCreatePodSandBox');
    await world.eventually('a third try', () => event()?.['count'] === 3);
    expect(event()?.['message']).toMatch(
      /^Failed to create pod sandbox: rpc error: code = Unknown desc = unable to get OCI runtime for sandbox "[0-9a-f]{64}": no runtime for "kata" is configured$/,
    );
    expect(world.pod('a')['status']).toMatchObject({ phase: 'Pending' });
    expect(stateOf(world, 'a').waiting.reason).toBe('ContainerCreating');
    world.stop();
  });

  test('too little memory for a guest', async () => {
    const world = await startWorld();
    world.create('pods', podObject('a', 'true', kata, { resources: { limits: { memory: '20Mi' } } }));
    const event = await world.eventually('refused', () =>
      world.eventsOf('a').find(({ reason }) => reason === 'FailedCreatePodSandBox'),
    );
    expect(event['message']).toContain('pod memory limit too low: minimum 128MiB, got 20MiB');
    world.stop();
  });
});
