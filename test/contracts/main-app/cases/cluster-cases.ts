import assert from 'node:assert/strict';
import { assertRefused } from '../../../support/main-app/ask-for-runs.ts';
import { askApp } from '../../../support/main-app/main-app-target.ts';
import type { MainAppCase } from './main-app-case.ts';

const nowhere = '/api/clusters/11111111-1111-4111-8111-111111111111/rg/nobody';

export const clusterCases: readonly MainAppCase[] = [
  {
    name: 'clusters: those of the fleet are listed, a page at a time',
    async run(target) {
      const answer = await askApp(target, '/api/clusters');
      assert.equal(answer.status, 200, answer.text);
      assert.ok(Array.isArray((answer.json() as { value: unknown }).value));
    },
  },
  {
    name: 'clusters: a parameter that is none is refused',
    run: (target) => assertRefused(target, '/api/clusters?colour=red', {}, 400, 'InvalidRequest'),
  },
  ...['', '/nodePools'].map(
    (rest): MainAppCase => ({
      name: `clusters: one is shown with its pools (${rest || '/'})`,
      needs: 'emulated-azure',
      async run(target) {
        const { subscriptionId, resourceGroup, name } = target.cluster;
        const answer = await askApp(target, `/api/clusters/${subscriptionId}/${resourceGroup}/${name}${rest}`);
        assert.equal(answer.status, 200, answer.text);
        assert.match(answer.text, /"proof":"(never|fresh|stale|not-kata)"/);
      },
    }),
  ),
  {
    name: 'clusters: its pods are shown with what they run under',
    needs: 'emulated-azure',
    async run(target) {
      const { subscriptionId, resourceGroup, name } = target.cluster;
      const answer = await askApp(target, `/api/clusters/${subscriptionId}/${resourceGroup}/${name}/pods`);
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.text, /"sandbox":"no-class"/);
    },
  },
  {
    name: 'clusters: a kubeconfig is given that holds no secret',
    needs: 'emulated-azure',
    async run(target) {
      const { subscriptionId, resourceGroup, name } = target.cluster;
      const answer = await askApp(target, `/api/clusters/${subscriptionId}/${resourceGroup}/${name}/kubeconfig`);
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.text, /"command":"kubelogin"/);
    },
  },
  ...['', '/nodePools', '/pods', '/kubeconfig'].map(
    (rest): MainAppCase => ({
      name: `clusters: one that does not exist is not found (${rest || '/'})`,
      needs: 'emulated-azure',
      run: (target) => assertRefused(target, `${nowhere}${rest}`, {}, 404, 'ClusterNotFound'),
    }),
  ),
];
