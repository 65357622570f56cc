import { afterEach, describe, expect, test } from '@jest/globals';
import { managedIdentity } from '../../emulator/azure/identity/principals.ts';
import type { CommandEnd } from '../../emulator/seams/cluster-command.ts';
import { createClusterCommands } from '../../shared/azure/run-command/arm-cluster-commands.ts';
import { accessTo, clusterOf } from '../support/azure/arm-access.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../support/azure/emulated-azure.ts';
import { hangMs } from '../support/eventually.ts';
import { failureOf } from '../support/failure-of.ts';

let azure: EmulatedAzure;
afterEach(() => azure?.stop());

const ran: CommandEnd = { end: 'ran', exitCode: 0, logs: 'printed', startedAtMs: 0, finishedAtMs: 0 };

/** An emulated Azure whose commands end so, and our adapter. Keeps the tokens that commands came with. */
async function start(end: CommandEnd = ran, seed: object = {}, scenario = 'healthy') {
  azure = await startEmulatedAzure({ clusters: [{ name: 'demo', ...seed }], scenario });
  const tokens: string[] = [];
  azure.kubernetes.runCommand = async (_, { token }) => {
    tokens.push(token);
    return end;
  };
  const commands = createClusterCommands({ ...accessTo(azure), pausesMs: [5] });
  const cluster = clusterOf(azure);
  return {
    ...{ commands, cluster, tokens },
    async run() {
      const channel = await commands.openChannel(cluster);
      return channel.run({ script: 'kubectl version', token: await channel.readToken() }, AbortSignal.timeout(hangMs));
    },
  };
}

describe('a command', () => {
  test('runs as this app where the cluster has Entra ID', async () => {
    const { run, tokens } = await start();
    expect(await run()).toEqual({ output: 'printed' });
    const claims = JSON.parse(Buffer.from(tokens[0]?.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ aud: '6dae42f8-4368-4678-94ff-3960e28e3630', oid: managedIdentity.objectId });
  });

  test('carries no token where it has none', async () => {
    const { commands, cluster, run } = await start(ran, { entra: false });
    expect(await (await commands.openChannel(cluster)).readToken()).toBe('');
    expect(await run()).toEqual({ output: 'printed' });
  });

  test.each<[string, CommandEnd, object]>([
    [
      'ended with another exit code',
      { ...ran, exitCode: 90, logs: 'mkdir: read-only' } as CommandEnd,
      { code: 'RunCommandFailed', retryable: true, message: expect.stringContaining('exit code 90: mkdir: read-only') },
    ],
    [
      'failed, which Azure answers with 200',
      { end: 'not-started', reason: 'ImagePullBackOff' },
      { code: 'RunCommandFailed', retryable: true, message: expect.stringContaining('ImagePullBackOff') },
    ],
    [
      'found no place within 60 seconds',
      { end: 'refused', code: 'KubernetesPerformanceError', message: 'did not start within 30s on your cluster' },
      { code: 'RunCommandFailed', retryable: true, message: expect.stringContaining('found no place') },
    ],
    [
      'was refused by a policy',
      {
        ...{ end: 'refused', code: 'KubernetesOperationError' },
        message:
          'Failed to run command in managed cluster due to kubernetes failure. details: admission webhook "validation.gatekeeper.sh" denied the request: no',
      } as CommandEnd,
      { code: 'RunCommandRefused', retryable: false, message: expect.stringContaining('exempt namespace aks-command') },
    ],
    [
      'came while its namespace ends',
      {
        ...{ end: 'refused', code: 'KubernetesOperationError' },
        message: 'due to kubernetes failure. details: unable to create new content because it is being terminated',
      } as CommandEnd,
      { code: 'RunCommandFailed', retryable: true },
    ],
  ])('that %s is told as such', async (_, end, expected) => {
    expect(await failureOf((await start(end)).run())).toMatchObject(expected);
  });

  test('where they are disabled is refused for good, and the cluster says so beforehand', async () => {
    const { run, commands, cluster } = await start(ran, { runCommand: false, privateCluster: true });
    expect(await failureOf(run())).toMatchObject({ code: 'RunCommandDisabled', retryable: false });
    expect(await commands.readAccess(cluster)).toEqual({
      ...{ privateCluster: true, authorizedRanges: false, runCommandDisabled: true },
    });
  });

  test('whose result is gone is asked for again by whoever wants it', async () => {
    azure = await startEmulatedAzure({});
    const { run } = await start();
    azure.kubernetes.runCommand = () => Promise.reject(new Error('This result is lost on purpose.'));
    expect(await failureOf(run())).toMatchObject({ code: 'RunCommandResultLost', retryable: true });
  });
});

describe('Azure that throttles', () => {
  test('is waited for as long as it asks', async () => {
    const { run } = await start(ran, {}, 'arm-throttles');
    expect(await failureOf(run())).toMatchObject({ code: 'Throttled', retryable: true });
  });
});
