import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { verifyEnvelope } from '../../shared/evidence/verify-envelope.ts';
import { readPublicKey } from '../../shared/signatures/public-key.ts';
import { fire, until } from '../support/fleet/fleet-night.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { withSigningKey } from '../support/main-app/with-signing-key.ts';

interface Proof {
  digest: string;
  verdict: string;
  signed: boolean;
}

interface Keys {
  value: { keyId: string; pem: string }[];
}

const pool = { count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };
const clusters = [
  {
    name: 'demo',
    localAccounts: false,
    pools: [
      { ...pool, name: 'system', mode: 'System' },
      { ...pool, name: 'kata', mode: 'User', workloadRuntime: 'KataVmIsolation' },
    ],
  },
];

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ scenario: 'shared-kernel', clusters, settingsFor: withSigningKey });
});
afterAll(() => stack.stop());

const path = () => {
  const { subscriptionId, resourceGroup, name } = stack.clusterBody;
  return `/api/clusters/${subscriptionId}/${resourceGroup}/${name}`;
};

async function setVault(state: 'up' | 'down'): Promise<void> {
  const answer = await fetch(`${stack.emulator.control}/__emulator/key-vault`, {
    method: 'POST',
    body: JSON.stringify({ state }),
  });
  expect(answer.status).toBe(201);
}

const readProof = async () => (await stack.call<{ value: Proof[] }>(`${path()}/nodePools/kata/proofs`)).value[0];

/** Everything that the processes of the stack have logged. */
const logs = () =>
  readdirSync(stack.logDirectory)
    .map((file) => readFileSync(join(stack.logDirectory, file), 'utf8'))
    .join('\n');

test('a leak is recorded and told while the vault is down, and its evidence is signed by the next sweep', async () => {
  await setVault('down');
  const { id } = await stack.call<{ id: string }>('/api/verifications', { cluster: stack.clusterBody });
  const run = await readUntilEnded(stack, id);
  expect(run.result?.verdict).toBe('shared-kernel');
  const { value: postures } = await stack.call<{ value: { verdict: string }[] }>(`${path()}/postures`);
  expect(postures).toMatchObject([{ verdict: 'shared-kernel' }]);
  expect(await stack.publishedAlerts()).toHaveLength(1);

  const proof = await readProof();
  expect(proof).toMatchObject({ verdict: 'shared-kernel', signed: false });
  const statement = `${path()}/evidence/${proof?.digest}/statement`;
  await expect(stack.call(statement)).rejects.toThrow(/StatementNotFound|404/);
  await expect(stack.call('/api/evidence/keys')).rejects.toThrow(/ServerFailed|424/);
  const health = () => stack.call<{ checks: object[]; status: string }>('/api/health/details');
  expect(await health()).toMatchObject({
    status: 'degraded',
    checks: expect.arrayContaining([expect.objectContaining({ name: 'signing-key', code: 'ServerFailed' })]),
  });
  expect(logs()).toContain('Evidence was kept unsigned for now (ServerFailed)');

  await setVault('up');
  expect(await health()).toMatchObject({ status: 'up' });
  await fire(stack, 'everyHourSweep');
  expect(await until(async () => ((await readProof())?.signed ? readProof() : null))).toEqual({
    ...proof,
    signed: true,
  });
  const { value: keys } = await stack.call<Keys>('/api/evidence/keys');
  const trusted = keys.map(({ keyId, pem }) => ({ keyId, verifies: readPublicKey(pem)?.verifies ?? (() => false) }));
  const record = await stack.call(`${path()}/evidence/${proof?.digest}`);
  const check = verifyEnvelope(await stack.call(statement), { digest: proof?.digest ?? '', record }, trusted);
  expect(check).toMatchObject({
    outcome: 'signed',
    statement: { predicate: { result: 'FAILED', passedTests: [], failedTests: expect.arrayContaining(['pool kata']) } },
  });
});
