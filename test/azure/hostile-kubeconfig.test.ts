import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { createCertificateAuthority } from '../../emulator/http/certificate-authority.ts';
import { createClusterConnections } from '../../shared/azure/arm-cluster-connections.ts';
import { createKubernetesAdapters } from '../../shared/kubernetes/create-kubernetes-adapters.ts';
import { type ScriptedArm, startScriptedArm } from '../support/azure/start-scripted-arm.ts';
import { hangMs } from '../support/eventually.ts';
import { failureOf } from '../support/failure-of.ts';

const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'c' };
let arm: ScriptedArm;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** An API server that keeps the tokens that it was sent, and a kubeconfig of it whose user entry names `serverId`. */
async function startCollector(serverId: string) {
  const authority = await createCertificateAuthority('collector');
  const { certPem, keyPem } = await authority.issue(['127.0.0.1']);
  const collected: string[] = [];
  const server = createServer({ cert: certPem, key: keyPem }, (request, response) => {
    collected.push(request.headers.authorization ?? '');
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"gitVersion":"v1.36.1"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const kubeconfig = stringify({
    clusters: [
      {
        cluster: {
          server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
          'certificate-authority-data': Buffer.from(authority.certificatePem).toString('base64'),
        },
      },
    ],
    users: [{ user: { exec: { command: 'kubelogin', args: ['get-token', '--server-id', serverId] } } }],
  });
  return { collected, kubeconfig };
}

/** Asks a cluster for its version through the real clients. Tokens say for whom they were issued. */
async function callWith(serverId: string) {
  const { collected, kubeconfig } = await startCollector(serverId);
  const value = Buffer.from(kubeconfig).toString('base64');
  arm = await startScriptedArm([{ status: 200, body: { kubeconfigs: [{ name: 'clusterUser', value }] } }]);
  closing.push(arm.stop);
  const credential = {
    getToken: async (scopes: string | string[]) => ({ token: `for ${scopes}`, expiresOnTimestamp: 4e12 }),
  };
  const connections = createClusterConnections({ ...arm.access, credential });
  const { verification } = createKubernetesAdapters({ connections, now: Date.now, requestTimeoutMs: hangMs });
  return { collected, asking: verification.checkReachable(cluster) };
}

test('A cluster gets a token of the AKS server application', async () => {
  const { collected, asking } = await callWith('6dae42f8-4368-4678-94ff-3960e28e3630');
  expect(await asking).toEqual({ version: 'v1.36.1' });
  expect(collected).toEqual(['Bearer for 6dae42f8-4368-4678-94ff-3960e28e3630/.default']);
});

test.each([
  ['Azure Resource Manager', '797f4846-ba00-4fd7-ba43-dac1f8f63013'],
  ['Microsoft Graph', '00000003-0000-0000-c000-000000000000'],
  ['the storage account', 'e406a681-f3d4-42a8-90b6-c2b029497af1'],
])('A cluster that asks for a token of %s gets none', async (_whom, serverId) => {
  const { collected, asking } = await callWith(serverId);
  expect(await failureOf(asking)).toMatchObject({ code: 'KubeconfigUnusable', retryable: false });
  expect(collected).toEqual([]);
});
