import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findResidue } from '../../../scripts/local-stack/find-residue.ts';
import { startKataproof } from '../../support/cli/run-kataproof.ts';
import { startKataCluster } from '../../support/cli/start-kata-cluster.ts';

let azure: Awaited<ReturnType<typeof startKataCluster>>;

beforeAll(async () => {
  // Slow enough that a busy machine still ends a proof before its verdict.
  azure = await startKataCluster('healthy', { nodes: 3, speed: 2 });
});
afterAll(() => azure.stop());

const ends = {
  'Ctrl-C': (child: Child) => child.kill('SIGINT'),
  SIGTERM: (child: Child) => child.kill('SIGTERM'),
  'a closed pipe': (child: Child) => child.stdout.destroy(),
};
type Child = ReturnType<typeof startKataproof>['child'];

/** Points of a proof, by what it has printed. The first is before anything was made, the last while it cleans up. */
const points: (string | RegExp)[] = [
  'Asking the cluster',
  'Kubernetes v',
  'Proving aks-',
  /0 of 3 nodes/,
  /isolated – The sandboxed/,
  /(isolated – The sandboxed[\s\S]*){2}/,
  /(isolated – The sandboxed[\s\S]*){3}/,
  '90%',
  'Verdict: isolated',
  '3 nodes give',
];

describe.each(Object.entries(ends))('%s at ten points of a proof', (_name, end) => {
  test('leaves nothing behind, and ends by itself', async () => {
    const codes = await Promise.all(
      points.map(async (point) => {
        const args = ['prove', '--kubeconfig', azure.adminKubeconfig, '--node-pool', 'kata', '--parallel-nodes', '1'];
        const command = startKataproof(args);
        await command.printed(point);
        end(command.child);
        return (await command.end).code;
      }),
    );
    // Whoever asks while the verdict stands already gets its exit code.
    expect(codes.filter((code) => code !== 1 && code !== 0)).toEqual([]);
    expect(codes.slice(0, 3)).toEqual([1, 1, 1]);
    expect(await findResidue(azure)).toEqual([]);
  });
});
