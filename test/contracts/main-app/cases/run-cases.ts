import assert from 'node:assert/strict';
import { eventually } from '../../../support/eventually.ts';
import { assertRefused, listRunIds, readRun, readRunEnd, startRun } from '../../../support/main-app/ask-for-runs.ts';
import { askApp, azureOf, type MainAppTarget, readArmRequests } from '../../../support/main-app/main-app-target.ts';
import type { MainAppCase } from './main-app-case.ts';

const provisioning = ({ cluster }: MainAppTarget, name: string, cleanup: string) => ({
  cluster,
  nodePool: { name },
  cleanup,
});

async function countCreations(target: MainAppTarget): Promise<number> {
  const requests = await readArmRequests(azureOf(target).ready);
  return requests.filter(({ method, status }) => method === 'PUT' && status < 300).length;
}

/** The order matters: later cases check what earlier ones have left. */
export const runCases: readonly MainAppCase[] = [
  {
    name: 'runs: a provisioning is accepted with a URL of our own, proven, and its pool used again by a second one',
    needs: 'emulated-azure',
    async run(target) {
      const before = await countCreations(target);
      const accepted = await startRun(target, '/api/provisionings', provisioning(target, 'kata', 'keep'));
      const { headers, text } = accepted.answer;
      assert.deepEqual([headers.get('location'), headers.get('operation-location')], [accepted.url, accepted.url]);
      assert.doesNotMatch(text, /runtime\/webhooks|code=/);

      const first = await readRunEnd(target, accepted.id);
      assert.deepEqual(
        [first.status, first.result?.verdict, first.result?.cleanup?.pool],
        ['Succeeded', 'isolated', 'kept'],
      );
      const moments = first.timeline.map(({ at }) => at);
      assert.deepEqual(moments, moments.toSorted());

      const again = await startRun(target, '/api/provisionings', provisioning(target, 'kata', 'always-delete'));
      const second = await readRunEnd(target, again.id);
      assert.deepEqual([second.result?.verdict, second.result?.cleanup?.pool], ['isolated', 'not-ours']);
      assert.equal(await countCreations(target), before + 1);
    },
  },
  {
    name: 'runs: an existing pool is verified, by its ARM id in any case, and listed newest first',
    needs: 'emulated-azure',
    async run(target) {
      const { subscriptionId, resourceGroup, name } = target.cluster;
      const cluster = `/SUBSCRIPTIONS/${subscriptionId}/resourcegroups/${resourceGroup.toUpperCase()}/providers/microsoft.containerservice/managedclusters/${name}`;
      const started = await startRun(target, '/api/verifications', { cluster });
      const { result } = await readRunEnd(target, started.id);
      const [pool, ...others] = result?.pools ?? [];
      assert.deepEqual(
        [result?.verdict, pool?.poolName, pool?.nodesPresent, pool?.nodesProven, others],
        ['isolated', 'kata', 1, 1, []],
      );
      assert.equal((await listRunIds(target))[0], started.id);
    },
  },
  {
    name: 'runs: pages follow one another by nextLink, without losing or repeating a run',
    needs: 'emulated-azure',
    async run(target) {
      const ids: string[] = [];
      for (let next: string | undefined = '/api/runs?maxpagesize=1'; next !== undefined; ) {
        const answer = await askApp(target, next);
        const page = answer.json() as { value: { id: string }[]; nextLink?: string };
        assert.ok(page.value.length <= 1);
        ids.push(...page.value.map(({ id }) => id));
        next = page.nextLink;
      }
      assert.ok(ids.length >= 3);
      assert.deepEqual(ids, await listRunIds(target));
    },
  },
  {
    name: 'runs: the nodes of a run are paged, and are those of its result',
    needs: 'emulated-azure',
    async run(target) {
      const run = await readRun(target, (await listRunIds(target))[0] ?? '');
      const answer = await askApp(target, `/api/runs/${run.id}/nodes?maxpagesize=1`);
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(answer.json(), { value: run.result?.nodes });
      const unknown = '8236000000000-abcdefgh';
      await assertRefused(target, `/api/runs/${unknown}/nodes`, {}, 404, 'RunNotFound');
      await assertRefused(target, `/api/runs/${run.id}/nodes?continuation=x`, {}, 400, 'InvalidContinuation');
    },
  },
  {
    name: "runs: an ordinary pod's kernel command line stays out of what callers see",
    needs: 'emulated-azure',
    async run(target) {
      const run = await readRun(target, (await listRunIds(target))[0] ?? '');
      assert.doesNotMatch(JSON.stringify(run), /root=PARTUUID|"commandLine"/);
      const evidence = run.result?.nodes[0]?.evidence.ordinary?.evidence;
      assert.ok(evidence?.outcome === 'report');
      assert.equal(evidence.report.kataCommandLine, false);
    },
  },
  {
    name: 'runs: one is cancelled, cleans up and says so; a second cancel is refused',
    needs: 'emulated-azure',
    async run(target) {
      const { id } = await startRun(target, '/api/provisionings', provisioning(target, 'brief', 'always-delete'));
      const cancelled = await askApp(target, `/api/runs/${id}/cancel`, { body: {} });
      assert.equal(cancelled.status, 202, cancelled.text);
      const { status, error, result } = await readRunEnd(target, id);
      assert.deepEqual([status, error?.code, result?.verdict], ['Canceled', 'Canceled', 'inconclusive']);
      assert.ok(['removed', 'none'].includes(String(result?.cleanup?.pool)), String(result?.cleanup?.pool));
      await assertRefused(target, `/api/runs/${id}/cancel`, { body: {} }, 409, 'RunEnded');
    },
  },
  {
    name: 'runs: one waits for approval, makes its pool in quarantine and opens it when it is isolated',
    needs: 'emulated-azure',
    async run(target) {
      const asked = { ...provisioning(target, 'closed', 'keep'), approval: 'required', quarantine: true };
      const { id } = await startRun(target, '/api/provisionings', asked);
      const same = await startRun(target, '/api/provisionings', asked);
      assert.equal(same.id, id);
      const other = { ...asked, cleanup: 'always-delete' };
      await assertRefused(target, '/api/provisionings', { body: other }, 409, 'ProvisioningUnderWay');
      await eventually(`run ${id} waits`, async () =>
        (await readRun(target, id)).approval?.state === 'waiting' ? true : undefined,
      );
      for (const body of [{ reason: 'It is time.' }, {}]) {
        const approved = await askApp(target, `/api/runs/${id}/approve`, { body });
        assert.equal(approved.status, 202, approved.text);
      }
      const { result, approval, quarantine } = await readRunEnd(target, id);
      assert.deepEqual(
        [result?.verdict, approval?.state, approval?.reason, quarantine?.state],
        ['isolated', 'approved', 'It is time.', 'lifted'],
      );
    },
  },
  {
    name: 'runs: one that waits for nobody cannot be approved',
    needs: 'emulated-azure',
    async run(target) {
      const [id = ''] = (await listRunIds(target)).slice(-1);
      await assertRefused(target, `/api/runs/${id}/approve`, { body: {} }, 409, 'ApprovalNotAwaited');
    },
  },
  {
    name: 'runs: one that has ended is found by a filter, heard to its end, deleted, and then not found',
    needs: 'emulated-azure',
    async run(target) {
      const filter = encodeURIComponent("status eq 'Canceled' and since ge 2020-01-01");
      const { value } = (await askApp(target, `/api/runs?filter=${filter}`)).json() as { value: { id: string }[] };
      assert.equal(value.length, 1);
      const path = `/api/runs/${value[0]?.id}`;
      const heard = await askApp(target, `${path}/events`);
      assert.deepEqual([heard.status, heard.headers.get('content-type')], [200, 'text/event-stream']);
      assert.match(heard.text, /^retry: \d+\n\nevent: timeline\nid: [\s\S]*\n\nevent: end\nid: end\ndata: \{.*\}\n\n$/);
      const after = await askApp(target, `${path}/events`, { headers: { 'last-event-id': 'end' } });
      assert.deepEqual([after.status, after.text], [204, '']);
      assert.equal((await askApp(target, path, { method: 'DELETE' })).status, 204);
      await assertRefused(target, path, { method: 'DELETE' }, 404, 'RunNotFound');
      await assertRefused(target, `${path}/events`, {}, 404, 'RunNotFound');
    },
  },
  {
    name: 'health: anybody is told that the app is up, and whoever has a key what it depends on',
    needs: 'emulated-azure',
    async run(target) {
      const brief = await askApp(target, '/api/health', { key: null });
      assert.deepEqual([brief.status, brief.text], [200, '{"status":"up"}']);
      const { checks } = (await askApp(target, '/api/health/details')).json() as {
        checks: { name: string; outcome: string }[];
      };
      assert.deepEqual(
        checks.map(({ name, outcome }) => `${name} ${outcome}`),
        ['storage passed', 'identity passed', 'resource-manager passed', 'signing-key passed'],
      );
      for (const path of ['/api/health', '/api/health/details'])
        await assertRefused(target, `${path}?api-version=2001-01-01`, {}, 400, 'UnsupportedApiVersionValue');
    },
  },
  {
    name: 'postures: what was proven of a pool is listed, of all clusters and of its own',
    needs: 'emulated-azure',
    async run(target) {
      const { subscriptionId, resourceGroup, name } = target.cluster;
      const own = `/api/clusters/${subscriptionId.toUpperCase()}/${resourceGroup.toUpperCase()}/${name}/postures`;
      for (const path of ['/api/postures?maxpagesize=200', own]) {
        const answer = await askApp(target, path);
        assert.deepEqual([answer.status, answer.headers.get('cache-control')], [200, 'no-store'], answer.text);
        const { value } = answer.json() as {
          value: { poolName: string; verdict: string; fresh: boolean; age: string }[];
        };
        const posture = value.find(({ poolName }) => poolName === 'kata');
        assert.deepEqual([posture?.verdict, posture?.fresh, posture?.age], ['isolated', true, 'fresh']);
      }
    },
  },
];
