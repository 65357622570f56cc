import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { findResidue } from '../../scripts/local-stack/find-residue.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { principalHeaders } from '../support/samples/principal-headers.ts';

const allowed = { KATAPROOF_RUN_COMMAND: 'when-unreachable' };
const hidden = { name: 'demo', localAccounts: false, privateCluster: true, publicFqdn: false };

let stack: TestStack;
afterAll(() => stack?.stop());

const start = async (scenario: string, seed: object, settings: Record<string, string> = allowed) => {
  stack = await startTestStack({ scenario, settings, clusters: [{ ...hidden, ...seed }] });
};

const provision = () =>
  stack.call<RunAnswer>('/api/provisionings', {
    ...{ cluster: stack.clusterBody, nodePool: { name: 'kata', count: 2 }, cleanup: 'always-delete' },
  });

describe('a private cluster whose name leads nowhere', () => {
  beforeAll(() => start('healthy', {}));

  test('is proven by commands, which the run says, and nothing is left of it', async () => {
    const { id } = await provision();
    const run = await readUntilEnded(stack, id);
    expect(run).toMatchObject({ status: 'Succeeded', transport: 'run-command', result: { verdict: 'isolated' } });
    expect(JSON.stringify(run)).toMatch(/reached by commands that Azure runs in it.*It is a private cluster/);
    expect(await findResidue(stack.emulator)).toEqual([]);
    const { checks } = await stack.accessRecord();
    expect(checks.filter(({ by, allowed: has }) => by === 'resource-manager' && !has)).toEqual([]);
  });

  test('is inspected by commands as well', async () => {
    const { subscriptionId, resourceGroup, name } = stack.clusterBody;
    const inspected = await stack.call<object>(`/api/clusters/${subscriptionId}/${resourceGroup}/${name}/inspect`, {});
    expect(JSON.stringify(inspected)).toContain('inspected');
    await stack.stop();
  });
});

describe('a private cluster with a public name that refuses connections, whose handler leads to runc', () => {
  beforeAll(() => start('shared-kernel', { publicFqdn: true, wayIn: false }));

  test('is found out by commands', async () => {
    const { id } = await provision();
    expect(await readUntilEnded(stack, id)).toMatchObject({
      ...{ status: 'Succeeded', transport: 'run-command', result: { verdict: 'shared-kernel' } },
    });
    expect(await findResidue(stack.emulator)).toEqual([]);
    await stack.stop();
  });
});

describe('a reader', () => {
  test('causes no command in a private cluster: he is told that an operator has to ask', async () => {
    await start('healthy', {}, { ...allowed, WEBSITE_AUTH_ENABLED: 'True' });
    const { subscriptionId, resourceGroup, name } = stack.clusterBody;
    const url = `${stack.host().ready.baseUrl}/api/clusters/${subscriptionId}/${resourceGroup}/${name}/pods`;
    const ask = (role: string) => fetch(url, { headers: principalHeaders({ id: 'b2', name: 'bo', roles: [role] }) });
    const commands = async () => (await stack.armRequests()).filter(({ path }) => /runCommand/i.test(path)).length;
    const refused = await ask('Kataproof.Reader');
    expect([refused.status, await refused.json()]).toEqual([
      403,
      { error: expect.objectContaining({ code: 'RunCommandNeedsOperator' }) },
    ]);
    expect(await commands()).toBe(0);
    expect((await ask('Kataproof.Operator')).status).toBe(200);
    expect(await commands()).toBeGreaterThan(0);
    await stack.stop();
  });
});

describe('a private cluster that is reached by no way', () => {
  test('is refused where it disables commands', async () => {
    await start('healthy', { runCommand: false });
    await expect(provision()).rejects.toThrow(/^4\d\d from .*RunCommandDisabled/);
    await stack.stop();
  });

  test('is refused where settings allow none, and the setting is named', async () => {
    await start('healthy', {}, {});
    await expect(provision()).rejects.toThrow(/^424 from .*ClusterUnreachable.*private cluster without a public name/);
    await stack.stop();
  });
});
