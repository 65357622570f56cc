import { execFile } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { managedIdentity } from '../../emulator/azure/identity/principals.ts';
import type { Outcome } from '../../shared/activities/outcome.ts';
import type { ClusterFacts } from '../../shared/clusters/cluster-facts.ts';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../support/azure/emulated-azure.ts';
import { failureOf } from '../support/failure-of.ts';

let azure: EmulatedAzure;
beforeAll(async () => {
  azure = await startEmulatedAzure({});
});
afterAll(() => azure.stop());

async function readCluster(
  clientId: string,
  chosen: 'managed' | 'default-chain',
  settings: { IDENTITY_ENDPOINT?: string } = {},
): Promise<{ cluster: ClusterFacts | null }> {
  const script = join(import.meta.dirname, 'read-cluster-as-app.ts');
  const env = { PATH: process.env['PATH'], ...azure.emulator.settings, ...settings };
  const order = ['--no-warnings', script, azure.clusterPath, clientId, chosen];
  const { stdout } = await promisify(execFile)(process.execPath, order, { env });
  const outcome: Outcome<{ cluster: ClusterFacts | null }> = JSON.parse(stdout);
  if (outcome.ok) return outcome.value;
  throw new KataproofError(outcome.failure.code, outcome.failure.message, outcome.failure);
}

/** Starts a server that closes every connection at once and counts them. */
async function startMute() {
  let visits = 0;
  const server = createServer((socket) => {
    visits++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, visits: () => visits, close: () => new Promise((resolve) => server.close(resolve)) };
}

describe('the identity of the app', () => {
  test.each([
    ['the user-assigned one of its client id, in Azure', managedIdentity.clientId, 'managed'],
    ['the system-assigned one without a client id, by the default chain too', '', 'default-chain'],
  ] as const)('is %s', async (_what, clientId, chosen) => {
    expect((await readCluster(clientId, chosen)).cluster).toMatchObject({ location: 'westeurope' });
  });

  test('is missing for good when the one named is not assigned to the app', async () => {
    const failure = await failureOf(readCluster('99999999-9999-4999-8999-999999999999', 'managed'));
    expect(failure).toMatchObject({ code: 'NoIdentity', retryable: false });
    expect(failure.message).toContain('AZURE_CLIENT_ID');
  });

  test('is out of reach for a while when the endpoint does not answer', async () => {
    // An activity is billed while it waits, so there is only one retry. The library's own retries take 17 seconds.
    const { port, visits, close } = await startMute();
    const failure = await failureOf(readCluster('', 'managed', { IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi` }));
    expect(failure).toMatchObject({ code: 'AzureUnreachable', retryable: true });
    expect(visits()).toBe(2);
    await close();
  });
});
