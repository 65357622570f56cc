import { describe, expect, test } from '@jest/globals';
import { decideApproval } from '../../../shared/activities/decide-approval.ts';
import type { Principal } from '../../../shared/plain/principal.ts';
import { createRunWorld, type NodeFate } from '../../support/runs/run-world.ts';

const run = '8236000000000-aaaaaaaaaa';
const node = (name: string, verdict: NodeFate['verdict'], minutes = 1): NodeFate => ({ name, verdict, minutes });
const hour = 60 * 60_000;
const runUrl = `https://app.example/api/runs/${run}`;
const ann: Principal = { id: 'a', name: 'ann@example.com', provider: 'aad' };

type World = ReturnType<typeof createRunWorld>;

const rowOf = ({ kept }: World) => kept.runs.get(run);

/** A run that waits for two hours, in a world that counts the pools that it asks for. */
async function start({
  sinks = ['chat'],
  preflight = 'skip',
}: {
  sinks?: string[];
  preflight?: 'skip' | 'enforce';
} = {}) {
  const asked: string[] = [];
  const world = createRunWorld([node('n1', 'isolated')], async () => {
    asked.push('pool');
    return { outcome: 'created' };
  });
  world.ports.sinks.namesFor = () => sinks;
  const approval = { forMs: 2 * hour, runUrl };
  await world.provision(run, 'keep', {}, { vmSize: 'Standard_D4s_v5', count: 1 }, approval, preflight);
  await world.pass(1);
  const decide = (state: 'approved' | 'expired', by: Principal | null = ann) =>
    decideApproval(world.ports, {
      ...{ runId: run, at: new Date(world.hub.now()).toISOString(), decision: { state, by, reason: 'It is time.' } },
    });
  return { world, asked, decide };
}

describe('a run that needs approval', () => {
  test('waits for it, makes nothing, and tells people once', async () => {
    const { world, asked } = await start();
    await world.pass(60);
    expect(asked).toEqual([]);
    expect(rowOf(world)).toMatchObject({ status: 'running', approval: { state: 'waiting', at: null, by: null } });
    expect(world.kept.told).toEqual([
      expect.objectContaining({
        ...{ kind: 'approval-needed', severity: 'warning', poolName: 'kata', runId: run },
        whatToDo: expect.stringContaining(`POST ${runUrl}/approve`),
        reason: expect.stringContaining('1 × Standard_D4s_v5'),
      }),
    ]);
    expect(world.kept.told[0]?.whatToDo.length).toBeLessThanOrEqual(400);
  });

  test('says so itself where no sink would tell anybody', async () => {
    const waiting = 'Nobody is told that the run waits';
    const tellsOf = ({ world }: Awaited<ReturnType<typeof start>>) =>
      world.kept.steps.filter(({ step }) => step === waiting);
    const silent = await start({ sinks: [] });
    await silent.world.pass(1);
    expect(tellsOf(silent)).toEqual([
      expect.objectContaining({ detail: expect.stringContaining('KATAPROOF_ALERT_SINKS') }),
    ]);
    expect(rowOf(silent.world)).toMatchObject({ status: 'running', approval: { state: 'waiting' } });
    expect(tellsOf(await start())).toEqual([]);
  });

  test('is not taken for stuck while it waits', async () => {
    const { world } = await start();
    const { approval, expiresAt } = rowOf(world) ?? {};
    expect(Date.parse(expiresAt ?? '')).toBeGreaterThan(Date.parse(approval?.until ?? '') + hour / 2);
  });

  test('goes on at once when it is rung, and says who approved', async () => {
    const { world, asked, decide } = await start();
    await decide('approved');
    world.hub.client.raiseEvent(run, 'approvalDecided', '{}');
    await world.pass(15);
    expect(asked).toEqual(['pool']);
    expect(rowOf(world)).toMatchObject({
      ...{ status: 'done', verdict: 'isolated' },
      approval: { state: 'approved', by: ann, reason: 'It is time.' },
    });
  });

  test('is no less far when its checks are made again after the approval', async () => {
    const { world, decide } = await start({ preflight: 'enforce' });
    await world.pass(1);
    await decide('approved');
    await world.pass(25);
    expect(rowOf(world)).toMatchObject({ status: 'done' });
    const steps = world.kept.steps.map(({ step }) => step);
    expect(steps.filter((step) => step === 'Checking everything beforehand')).toHaveLength(2);
    const percents = world.kept.steps.flatMap(({ percent }) => percent ?? []);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
  });

  test('goes on a little later when nobody rings it', async () => {
    const { world, asked, decide } = await start();
    await decide('approved');
    await world.pass(10);
    expect(asked).toEqual(['pool']);
  });

  test('ends without having made anything when nobody approves it in time', async () => {
    const { world, asked, decide } = await start();
    await world.pass(125);
    expect(asked).toEqual([]);
    expect(rowOf(world)).toMatchObject({
      ...{ status: 'failed', approval: { state: 'expired' }, pools: [] },
      reason: expect.stringMatching(/^ApprovalExpired: Nobody approved/),
    });
    expect(world.kept.postures.size).toBe(0);
    expect((await decide('approved')).state).toBe('expired');
  });

  test('that was approved in its last moment goes on', async () => {
    const { world, asked, decide } = await start();
    world.setAway((call) => call === 'runClaims.readClaim');
    await world.pass(118);
    expect((await decide('approved')).state).toBe('approved');
    await world.pass(20);
    expect(asked).toEqual(['pool']);
    expect(rowOf(world)).toMatchObject({ approval: { state: 'approved' } });
  });

  test('ends when it is cancelled', async () => {
    const { world, asked } = await start();
    await world.cancel(run);
    world.hub.client.raiseEvent(run, 'cancelRequested', '{}');
    await world.pass(2);
    expect(asked).toEqual([]);
    expect(rowOf(world)).toMatchObject({ status: 'cancelled' });
  });

  test('is decided once, whoever comes later', async () => {
    const { decide } = await start();
    const all = await Promise.all([decide('approved'), decide('expired', null), decide('approved', null)]);
    expect(new Set(all.map((kept) => JSON.stringify(kept))).size).toBe(1);
  });
});
