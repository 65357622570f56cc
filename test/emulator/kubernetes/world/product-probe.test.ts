import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../emulator/kubernetes/api/seams.ts';
import { buildNamespace, buildPodPair } from '../../../../shared/isolation/build-pod-pair.ts';
import { parseKernelReport } from '../../../../shared/isolation/parse-kernel-report.ts';
import { image, startWorld } from './start-world.ts';

test("the product's own pod pair is admitted under `restricted`, runs, and reports two kernels", async () => {
  const world = await startWorld();
  const node = world.store.list('nodes')[0];
  const expiresAt = '2026-11-20T09:00:00Z';
  world.create('namespaces', buildNamespace({ name: 'proof', runId: 'r1', expiresAt }) as unknown as KubeObject);
  const pair = buildPodPair({
    runId: 'r1',
    names: { namespace: 'proof', sandboxed: 'sandboxed', ordinary: 'ordinary' },
    nodeName: node?.metadata.name ?? '',
    nonce: 'n-1',
    image,
    runtimeClassName: 'kata-vm-isolation',
    toleratedTaints: [],
    activeDeadlineSeconds: 300,
    ttlSecondsAfterFinished: 600,
    expiresAt,
  });
  for (const job of [pair.sandboxed, pair.ordinary]) world.create('jobs', job as unknown as KubeObject);
  const message = (role: string) =>
    world.store.list('pods', 'proof').find(({ metadata }) => metadata.labels?.['job-name'] === role)?.['status']
      .containerStatuses?.[0]?.state.terminated?.message as string | undefined;
  await world.eventually('both spoke', () => message('sandboxed') && message('ordinary'));
  const nodeBootId = node?.['status'].nodeInfo.bootID;
  expect(parseKernelReport(message('ordinary') ?? '', 'n-1')).toMatchObject({
    outcome: 'report',
    report: { bootId: nodeBootId, kernelRelease: '6.6.137.mshv2-2.azl3', dmiProduct: 'Virtual Machine', cpus: 4 },
  });
  expect(parseKernelReport(message('sandboxed') ?? '', 'n-1')).toMatchObject({
    outcome: 'report',
    report: {
      bootId: expect.not.stringMatching(nodeBootId),
      kernelRelease: '6.6.137.mshv1',
      commandLine: expect.stringContaining('systemd.unit=kata-containers.target'),
      dmiVendor: 'Cloud Hypervisor',
      memoryKiB: 237_056,
      cpus: 1,
      networkInterfaces: ['eth0', 'lo'],
      visibleProcesses: 1,
    },
  });
  world.stop();
});
