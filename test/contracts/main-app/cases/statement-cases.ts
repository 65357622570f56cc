import assert from 'node:assert/strict';
import { createHash, verify } from 'node:crypto';
import { assertRefused } from '../../../support/main-app/ask-for-runs.ts';
import { askApp, type MainAppTarget } from '../../../support/main-app/main-app-target.ts';
import type { MainAppCase } from './main-app-case.ts';

const pathOf = ({ cluster: { subscriptionId, resourceGroup, name } }: MainAppTarget) =>
  `/api/clusters/${subscriptionId}/${resourceGroup}/${name}`;

interface Envelope {
  payload: string;
  payloadType: string;
  signatures: { keyid: string; sig: string }[];
}

interface SigningKey {
  keyId: string;
  algorithm: string;
  pem: string;
}

async function get<T>(target: MainAppTarget, path: string): Promise<T> {
  const answer = await askApp(target, path);
  assert.equal(answer.status, 200, answer.text);
  return answer.json() as T;
}

/** The runs that cases before have made are proofs of their pool. */
export const statementCases: readonly MainAppCase[] = [
  {
    name: 'statements: each proof of a pool is signed, by a key that is told, about the bytes of its evidence',
    needs: 'emulated-azure',
    async run(target) {
      const { value: keys } = await get<{ value: SigningKey[] }>(target, '/api/evidence/keys');
      const [key] = keys;
      assert.equal(key?.algorithm, 'ES256');
      const proofs = `${pathOf(target)}/nodePools/kata/proofs`;
      const { value } = await get<{ value: { digest: string; signed: boolean }[] }>(target, proofs);
      assert.ok(value.length > 0);
      for (const { digest, signed } of value) {
        assert.equal(signed, true);
        const evidence = await askApp(target, `${pathOf(target)}/evidence/${digest}`);
        const envelope = await get<Envelope>(target, `${pathOf(target)}/evidence/${digest}/statement`);
        const payload = Buffer.from(envelope.payload, 'base64');
        const [signature] = envelope.signatures;
        assert.equal(signature?.keyid, key.keyId);
        // As the specification says it, and not by what the app is made of.
        const head = `DSSEv1 ${envelope.payloadType.length} ${envelope.payloadType} ${payload.length} `;
        const bytes = Buffer.concat([Buffer.from(head), payload]);
        assert.ok(verify('sha256', bytes, key.pem, Buffer.from(signature.sig, 'base64')));
        const { subject, predicate } = JSON.parse(payload.toString('utf8'));
        assert.equal(subject[0].digest.sha256, createHash('sha256').update(evidence.text).digest('hex'));
        assert.deepEqual([predicate.result, predicate.failedTests], ['PASSED', []]);
      }
    },
  },
  {
    name: 'statements: none about evidence that there is not, or of another cluster',
    needs: 'emulated-azure',
    async run(target) {
      const unknown = `${pathOf(target)}/evidence/${'0'.repeat(64)}/statement`;
      await assertRefused(target, unknown, {}, 404, 'StatementNotFound');
      await assertRefused(target, `${pathOf(target)}/evidence/abc/statement`, {}, 400, 'InvalidRequest');
      const { value } = await get<{ value: { digest: string }[] }>(target, `${pathOf(target)}/nodePools/kata/proofs`);
      const elsewhere = '/api/clusters/11111111-1111-4111-8111-111111111111/rg/nobody';
      const path = `${elsewhere}/evidence/${value[0]?.digest}/statement`;
      await assertRefused(target, path, {}, 404, 'StatementNotFound');
      await assertRefused(target, '/api/evidence/keys?name=other', {}, 400, 'InvalidRequest');
    },
  },
];
