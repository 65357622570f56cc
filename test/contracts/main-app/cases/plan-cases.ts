import assert from 'node:assert/strict';
import { assertRefused } from '../../../support/main-app/ask-for-runs.ts';
import { askApp, azureOf, readArmRequests } from '../../../support/main-app/main-app-target.ts';
import type { MainAppCase } from './main-app-case.ts';

const location = 'westus2';

export const planCases: readonly MainAppCase[] = [
  ...[{}, { newCluster: { location } }].map(
    (extra): MainAppCase => ({
      name: `plans: a ${'newCluster' in extra ? 'new cluster' : 'pool'} is planned for every tool, and Azure is asked for nothing but what there is`,
      needs: 'emulated-azure',
      async run(target) {
        const before = (await readArmRequests(azureOf(target).ready)).length;
        const cluster = 'newCluster' in extra ? { ...target.cluster, name: 'planned' } : target.cluster;
        const answer = await askApp(target, '/api/plans', {
          body: { cluster, nodePool: { name: 'planned' }, ...extra },
        });
        assert.equal(answer.status, 200, answer.text);
        const { steps, nodes, ...texts } = answer.json() as Record<string, unknown[]>;
        assert.ok(steps?.length && nodes?.length);
        for (const tool of ['azureCli', 'armTemplate', 'bicep', 'terraform'])
          assert.match(String(texts[tool]), /KataVmIsolation/);
        const asked = (await readArmRequests(azureOf(target).ready)).slice(before);
        // What Azure Policy would deny is asked by POST, and changes nothing.
        const others = asked.filter(
          ({ method, path }) => method !== 'GET' && !path.endsWith('/checkPolicyRestrictions'),
        );
        assert.deepEqual([asked.length > 0, others], [true, []]);
      },
    }),
  ),
  {
    name: 'plans: quarantine is a step of the run',
    needs: 'emulated-azure',
    async run(target) {
      const body = { cluster: target.cluster, nodePool: { name: 'planned' }, quarantine: true };
      const { steps } = (await askApp(target, '/api/plans', { body })).json() as { steps: { name: string }[] };
      assert.ok(steps.some(({ name }) => name === 'lift-quarantine'));
    },
  },
  {
    name: 'plans: what a provisioning refuses at once, a plan does too',
    needs: 'emulated-azure',
    async run(target) {
      const { cluster } = target;
      const small = { cluster, nodePool: { name: 'small', vmSize: 'Standard_B2s' } };
      await assertRefused(target, '/api/plans', { body: small }, 400, 'VmSizeNotSupported');
      const taken = { cluster, nodePool: { name: 'system' } };
      await assertRefused(target, '/api/plans', { body: taken }, 409, 'NodePoolDiffers');
      const nowhere = { cluster: { ...cluster, name: 'nowhere' }, nodePool: { name: 'kata' } };
      await assertRefused(target, '/api/plans', { body: nowhere }, 404, 'ClusterNotFound');
    },
  },
];
