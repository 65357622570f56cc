import assert from 'node:assert/strict';
import { assertRefused } from '../../../support/main-app/ask-for-runs.ts';
import { askApp } from '../../../support/main-app/main-app-target.ts';
import type { MainAppCase } from './main-app-case.ts';

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostNetwork: true\n  containers: []\n';
const headers = { 'content-type': 'application/yaml' };

export const workloadCases: readonly MainAppCase[] = [
  {
    name: 'workloads: a manifest gets its RuntimeClass, and nothing else changes',
    async run(target) {
      const options = { method: 'POST', body: pod, headers: { ...headers, accept: 'application/yaml' } };
      const answer = await askApp(target, '/api/workloads/sandbox', options);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.text, pod.replace('spec:\n', 'spec:\n  runtimeClassName: kata-vm-isolation\n'));
    },
  },
  {
    name: 'workloads: what would be found is told beforehand',
    async run(target) {
      const answer = await askApp(target, '/api/workloads/lint', { method: 'POST', body: pod, headers });
      const { results } = answer.json() as { results: { findings: { rule: string }[] }[] };
      assert.deepEqual(
        results.map(({ findings }) => findings.map(({ rule }) => rule)),
        [['sandbox-host-network']],
      );
    },
  },
  ...['sandbox', 'lint'].map(
    (path): MainAppCase => ({
      name: `workloads: ${path} says where a manifest cannot be read`,
      run: (target) =>
        assertRefused(
          target,
          `/api/workloads/${path}`,
          { method: 'POST', body: 'spec:\n\ta: 1\n', headers },
          400,
          'MalformedManifest',
        ),
    }),
  ),
];
