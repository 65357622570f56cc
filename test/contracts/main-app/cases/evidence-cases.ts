import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { assertRefused } from '../../../support/main-app/ask-for-runs.ts';
import { askApp, type MainAppTarget } from '../../../support/main-app/main-app-target.ts';
import type { MainAppCase } from './main-app-case.ts';

const nowhere = '/api/clusters/11111111-1111-4111-8111-111111111111/rg/nobody';

const pathOf = ({ cluster: { subscriptionId, resourceGroup, name } }: MainAppTarget) =>
  `/api/clusters/${subscriptionId}/${resourceGroup}/${name}`;

interface Proof {
  sequence: number;
  verdict: string;
  digest: string;
  previousDigest: string | null;
}

/** The runs that cases before have made are in the chain of their pool. */
export const evidenceCases: readonly MainAppCase[] = [
  {
    name: 'evidence: each run on a pool is a link of its chain, and its bytes are those of its digest',
    needs: 'emulated-azure',
    async run(target) {
      const answer = await askApp(target, `${pathOf(target)}/nodePools/kata/proofs`);
      assert.equal(answer.status, 200, answer.text);
      const { value } = answer.json() as { value: Proof[] };
      assert.ok(value.length >= 2);
      for (const [place, { sequence, digest, previousDigest, verdict }] of value.entries()) {
        assert.deepEqual([sequence, verdict], [value.length - place, 'isolated']);
        assert.equal(previousDigest, value[place + 1]?.digest ?? null);
        const evidence = await askApp(target, `${pathOf(target)}/evidence/${digest}`);
        assert.equal(evidence.status, 200, evidence.text);
        assert.equal(createHash('sha256').update(evidence.text).digest('hex'), digest);
        assert.equal(evidence.headers.get('etag'), `"${digest}"`);
        const { runId } = evidence.json() as { runId: string };
        assert.equal((await askApp(target, `/api/runs/${runId}`)).status, 200);
      }
    },
  },
  {
    name: 'evidence: a pool that was never proven has no proofs, nor have nodes of no pool',
    needs: 'emulated-azure',
    async run(target) {
      for (const pool of ['never', encodeURIComponent('(no agent pool)')]) {
        const answer = await askApp(target, `${pathOf(target)}/nodePools/${pool}/proofs`);
        assert.deepEqual([answer.status, answer.json()], [200, { value: [] }]);
      }
    },
  },
  {
    name: 'evidence: none of a cluster that does not exist, nor by a digest that is none',
    needs: 'emulated-azure',
    async run(target) {
      await assertRefused(target, `${nowhere}/nodePools/kata/proofs`, {}, 404, 'ClusterNotFound');
      const unknown = `${pathOf(target)}/evidence/${'0'.repeat(64)}`;
      await assertRefused(target, unknown, {}, 404, 'EvidenceNotFound');
      await assertRefused(target, `${pathOf(target)}/evidence/abc`, {}, 400, 'InvalidRequest');
      await assertRefused(target, `${pathOf(target)}/nodePools/a%20b/proofs`, {}, 400, 'InvalidRequest');
    },
  },
];
