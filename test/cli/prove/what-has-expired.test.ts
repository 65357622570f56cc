import { expect, test } from '@jest/globals';
import { chooseContext } from '../../../cli/kubeconfig/choose-context.ts';
import { readKubeconfigs } from '../../../cli/kubeconfig/read-kubeconfigs.ts';
import { openCluster } from '../../../cli/prove/open-cluster.ts';
import { findResidue } from '../../../scripts/local-stack/find-residue.ts';
import { buildNamespace } from '../../../shared/isolation/build-pod-pair.ts';
import { runKataproof } from '../../support/cli/run-kataproof.ts';
import { startKataCluster } from '../../support/cli/start-kata-cluster.ts';

test('what an earlier proof has left is removed by the next, and told', async () => {
  const emulated = await startKataCluster('healthy');
  try {
    const { adminKubeconfig } = emulated;
    const verification = openCluster(chooseContext(readKubeconfigs(adminKubeconfig, {}), undefined));
    const left = { name: 'kataproof-left', runId: '8294000000000-abcd1234', expiresAt: '2020-01-01T00:00:00.000Z' };
    const cluster = { subscriptionId: '', resourceGroup: '', name: 'demo' };
    await verification.ensureNamespace(cluster, buildNamespace(left));
    const { code, stdout } = await runKataproof(['prove', '--kubeconfig', adminKubeconfig, '--node-pool', 'kata']);
    expect(stdout).toContain('Removed what had expired: namespaces/kataproof-left');
    expect(code).toBe(0);
    expect(await findResidue(emulated)).toEqual([]);
  } finally {
    await emulated.stop();
  }
});
