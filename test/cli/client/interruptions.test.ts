import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { findResidue } from '../../../scripts/local-stack/find-residue.ts';
import type { RunSummaryAnswer } from '../../../shared/api/answers/run-schemas.ts';
import { type RunningCommand, startKataproof } from '../../support/cli/run-kataproof.ts';
import { clusterWithKata } from '../../support/cli/start-kata-cluster.ts';
import { type Passing, startProxy } from '../../support/cli/start-proxy.ts';
import { eventually } from '../../support/eventually.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../../support/main-app/start-test-stack.ts';

let stack: TestStack;
let verify: string[];
beforeAll(async () => {
  // Its pods never start, so no run ends before somebody ends it.
  const settings = { KATAPROOF_PAIR_DEADLINE_MINUTES: '60' };
  stack = await startTestStack({
    ...{ scenario: 'pod-cannot-schedule', speed: 10, settings },
    clusters: [clusterWithKata('demo', 1)],
  });
  const { subscriptionId, resourceGroup, name } = stack.clusterBody;
  verify = ['verify', '--cluster', `${subscriptionId}/${resourceGroup}/${name}`, '--node-pool', 'kata'];
});
afterAll(() => stack?.stop());

let proxy: Awaited<ReturnType<typeof startProxy>> | null = null;
afterEach(async () => {
  await proxy?.stop();
  proxy = null;
});

function start(args: string[], url = stack.host().ready.baseUrl): RunningCommand {
  return startKataproof(args, { KATAPROOF_URL: url, KATAPROOF_KEY: stack.host().ready.masterKey });
}

async function startBehind(args: string[], handle: (passing: Passing) => Promise<void>): Promise<RunningCommand> {
  proxy = await startProxy(stack.host().ready.baseUrl, handle);
  return start(args, proxy.url);
}

const listRuns = async () => (await stack.call<{ value: RunSummaryAnswer[] }>('/api/runs?maxpagesize=200')).value;

/** Ends a run, and makes sure that it was on until then. */
async function endRun(id: string): Promise<void> {
  const before = await stack.call<RunSummaryAnswer>(`/api/runs/${id}`);
  expect(before).toMatchObject({ cancelRequested: false, status: expect.stringMatching(/^(NotStarted|Running)$/) });
  await stack.call(`/api/runs/${id}/cancel`, {});
  await untilCanceled(id);
}

/** Waits for the end of a run that somebody has cancelled; nothing is left of it. */
async function untilCanceled(id: string): Promise<void> {
  expect(await readUntilEnded(stack, id)).toMatchObject({ status: 'Canceled', cancelRequested: true });
  expect(await findResidue(stack.emulator)).toEqual([]);
}

const isStart = ({ method, path }: Pick<Passing, 'method' | 'path'>) =>
  method === 'POST' && path.endsWith('verifications');

describe('a request that starts a run', () => {
  test.each([
    [
      'is lost',
      async ({ response, ask }: Passing) => {
        await ask();
        response.destroy();
      },
    ],
    [
      'is cut in the middle',
      async ({ response, ask }: Passing) => {
        const { status, body } = await ask();
        response.writeHead(status, { 'content-length': body.length }).write(body.subarray(0, 20));
        setImmediate(() => response.destroy());
      },
    ],
    [
      'is replaced by a gateway',
      async ({ response, ask }: Passing) => {
        await ask();
        response.writeHead(502).end();
      },
    ],
  ])('and whose answer %s is sent again with the same Operation-Id: there is one run', async (_what, lose) => {
    const before = (await listRuns()).length;
    let asked = 0;
    const { end } = await startBehind([...verify, '--no-wait'], (passing) =>
      asked++ === 0 ? lose(passing) : passing.pass(),
    );
    const { code, stdout, stderr } = await end;
    expect([code, stderr]).toEqual([0, '']);
    const ids = proxy?.passed.map(({ headers }) => headers['operation-id']) ?? [];
    expect([ids.length, new Set(ids).size, typeof ids[0]]).toEqual([2, 1, 'string']);
    const runs = await listRuns();
    expect([runs.length, runs[0]?.id]).toEqual([before + 1, stdout.trim()]);
    await endRun(stdout.trim());
  });
});

const interruptions: [string, (child: RunningCommand['child']) => unknown][] = [
  ['Ctrl-C', (child) => child.kill('SIGINT')],
  ['SIGTERM', (child) => child.kill('SIGTERM')],
  ['a closed pipe', (child) => child.stdout.destroy()],
];

describe.each(interruptions)('%s', (_what, interrupt) => {
  test('leaves the run going, and tells how to follow and to end it', async () => {
    const command = start(verify);
    await command.printed(/Run \S+\n/);
    interrupt(command.child);
    const { code, stderr } = await command.end;
    const [, id = ''] =
      /^Run (\S+) goes on\. kataproof status \1 --wait follows it; kataproof cancel \1 ends it\.\n$/.exec(stderr) ?? [
        stderr,
      ];
    expect([code, id]).toEqual([1, expect.stringMatching(/^\S+$/)]);
    await endRun(id);
  });

  test.each([/Run \S+\n/, 'Proving aks-'])(
    'with --cancel-on-interrupt ends the run, and nothing is left of it (%s)',
    async (point) => {
      const command = start([...verify, '--cancel-on-interrupt']);
      await command.printed(point);
      interrupt(command.child);
      const { code, stderr } = await command.end;
      const [, id = ''] = /Run (\S+) has been asked to end/.exec(stderr) ?? [];
      expect([code, stderr]).toEqual([
        1,
        `Run ${id} has been asked to end. It still cleans up: kataproof status ${id} --wait tells when it has.\n`,
      ]);
      await untilCanceled(id);
    },
  );

  test.each([
    [[], /^Run (\S+) goes on/],
    [['--cancel-on-interrupt'], /^Run (\S+) has been asked to end/],
  ])('while the run is being started waits for its id (%j)', async (more, told) => {
    const interrupted = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const command = await startBehind([...verify, ...more], async (passing) => {
      if (!isStart(passing)) return passing.pass();
      const { status, body } = await passing.ask();
      started.resolve();
      await interrupted.promise;
      passing.response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    await started.promise;
    interrupt(command.child);
    // The signal has arrived before the answer: the answer comes on a later turn of this process.
    setTimeout(interrupted.resolve, 500);
    const { code, stderr } = await command.end;
    const [, id = ''] = told.exec(stderr) ?? [];
    expect([code, stderr]).toEqual([1, expect.stringMatching(told)]);
    await (more.length > 0 ? untilCanceled(id) : endRun(id));
  });
});

test('Ctrl-C a second time ends at once, whatever the app still owes, and tells what becomes of the run', async () => {
  const command = await startBehind([...verify, '--cancel-on-interrupt'], async (passing) => {
    // Nobody ever answers this one.
    if (!passing.path.endsWith('/cancel')) await passing.pass();
  });
  await command.printed(/Run \S+\n/);
  const closed = once(command.child, 'close');
  // A second one is what comes more than a second later, for npm hands on what the terminal has sent already.
  await eventually(
    () => 'the end of the command',
    async () => {
      command.child.kill('SIGINT');
      return command.child.exitCode ?? undefined;
    },
  );
  await closed;
  const { code, stderr } = await command.end;
  expect([code, stderr]).toEqual([130, expect.stringMatching(/^Run \S+ goes on\. .*\n$/)]);
  const [, id = ''] = /^Run (\S+)/.exec(stderr) ?? [];
  await endRun(id);
});

test('--timeout stops following, and the run goes on or is cancelled', async () => {
  const { code, stderr } = await start([...verify, '--timeout', '1s', '--cancel-on-interrupt']).end;
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^Run \S+ has been asked to end/)]);
  const [, id = ''] = /^Run (\S+)/.exec(stderr) ?? [];
  await untilCanceled(id);
});
