import { describe, expect, test } from '@jest/globals';
import { hasPhase, kata, kataPool, podObject, startWorld, systemPool, type World } from './start-world.ts';

const failure = (world: World, name: string) => () =>
  world.eventsOf(name).find(({ reason }) => reason === 'FailedScheduling')?.['message'] as string | undefined;
const pinnedTo = (node: string) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }],
      },
    },
  },
});

describe('nodes', () => {
  test('register at once with the labels of AKS, are not ready, and become so with the Kata handlers after their boot', async () => {
    const world = await startWorld({ pools: [] });
    world.setNodePool({ ...kataPool, count: 2, taints: ['sandbox=kata:NoSchedule'], labels: { purpose: 'proof' } });
    const nodes = () => world.store.list('nodes');
    const ready = () => nodes().map((node) => node['status'].conditions.at(-1).status);
    expect(nodes().map(({ metadata }) => metadata.name.replace(/\d{8}/, '#'))).toEqual([
      'aks-kata-#-vmss000000',
      'aks-kata-#-vmss000001',
    ]);
    expect(ready()).toEqual(['False', 'False']);
    await world.clock.advance(59_000);
    expect(ready()).toEqual(['False', 'False']);
    await world.clock.advance(2000);
    expect(ready()).toEqual(['True', 'True']);
    const [node] = nodes();
    expect(node?.metadata.labels).toMatchObject({
      'kubernetes.azure.com/kata-vm-isolation': 'true',
      'kubernetes.azure.com/agentpool': 'kata',
      'kubernetes.azure.com/node-image-version': 'AKSAzureLinux-V3katagen2-202608.20.0',
      purpose: 'proof',
    });
    expect(node?.['spec'].taints).toEqual([{ key: 'sandbox', value: 'kata', effect: 'NoSchedule' }]);
    expect(node?.['status'].runtimeHandlers.map(({ name }: { name: string }) => name)).toEqual([
      '',
      'runc',
      'untrusted',
      'kata',
      'kata-preview',
      'kata-cc',
    ]);
    world.stop();
  });

  test('of a pool that never gets ready stay so and list no Kata handler, while others work', async () => {
    const world = await startWorld({ pools: [systemPool, kataPool], faults: { nodesNeverReady: true } });
    await world.clock.advance(600_000);
    const [kataNode, systemNode] = world.store.list('nodes');
    expect(kataNode?.['status'].conditions.at(-1)).toMatchObject({ status: 'False', reason: 'KubeletNotReady' });
    expect(kataNode?.['status'].runtimeHandlers).toHaveLength(3);
    expect(systemNode?.['status'].conditions.at(-1).status).toBe('True');
    world.stop();
  });

  test('go with their pool, and their pods with them; a smaller pool loses its highest', async () => {
    const world = await startWorld({ pools: [{ ...kataPool, count: 2 }] });
    world.create('pods', podObject('a', 'sleep 1000', kata));
    await world.eventually('running', hasPhase(world, 'a', 'Running'));
    world.setNodePool({ ...kataPool, count: 1 });
    expect(world.store.list('nodes').map(({ metadata }) => metadata.name.slice(-1))).toEqual(['0']);
    world.removeNodePool('kata');
    expect(world.store.list('nodes')).toEqual([]);
    await world.eventually('gone', () => world.store.list('pods').length === 0);
    world.stop();
  });

  test('take time divided by the speed of the cluster', async () => {
    const world = await startWorld({ pools: [], speed: 100 });
    world.setNodePool(kataPool);
    await world.clock.advance(601);
    expect(world.store.list('nodes')[0]?.['status'].conditions.at(-1).status).toBe('True');
    world.stop();
  });
});

describe('the scheduler', () => {
  test('follows affinity on metadata.name', async () => {
    const world = await startWorld({ pools: [{ ...kataPool, count: 3 }] });
    const names = world.store.list('nodes').map(({ metadata }) => metadata.name);
    for (const [index, name] of names.entries()) world.create('pods', podObject(`p${index}`, 'true', pinnedTo(name)));
    await world.eventually('bound', () => names.every((_, index) => world.pod(`p${index}`)['spec'].nodeName));
    expect(names.map((_, index) => world.pod(`p${index}`)['spec'].nodeName)).toEqual(names);
    world.stop();
  });

  test('says why no node fits, and binds the pod once one does', async () => {
    const world = await startWorld({ pools: [systemPool] });
    world.create('pods', podObject('a', 'true', kata));
    expect(await world.eventually('refused', failure(world, 'a'))).toBe(
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    );
    expect(world.pod('a')['status'].conditions).toMatchObject([
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable' },
    ]);
    world.setNodePool(kataPool);
    await world.eventually('ended', hasPhase(world, 'a', 'Succeeded'));
    expect(world.pod('a')['status'].conditions[0]).toEqual({
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: expect.any(String),
    });
    world.stop();
  });

  test('counts the overhead of the class, beside the requests', async () => {
    const world = await startWorld({
      pools: [
        { ...systemPool, count: 2 },
        { ...kataPool, memoryMiB: 2048 },
      ],
    });
    const requests = { resources: { requests: { memory: '900Mi' } } };
    world.create('pods', podObject('ordinary', 'true', { nodeSelector: { agentpool: 'kata' } }, requests));
    world.create('pods', podObject('sandboxed', 'true', kata, requests));
    await world.eventually('ended', hasPhase(world, 'ordinary', 'Succeeded'));
    expect(await world.eventually('refused', failure(world, 'sandboxed'))).toBe(
      "0/3 nodes are available: 1 Insufficient memory, 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
    );
    world.stop();
  });

  test('keeps pods off full, cordoned and tainted nodes', async () => {
    const full = await startWorld({ faults: { nodesFull: true } });
    full.create('pods', podObject('a', 'true', kata));
    expect(await full.eventually('refused', failure(full, 'a'))).toContain('1 Insufficient memory');
    full.stop();

    const world = await startWorld({ pools: [{ ...kataPool, taints: ['sandbox=kata:NoSchedule'] }] });
    const toleration = { key: 'sandbox', operator: 'Equal', value: 'kata', effect: 'NoSchedule' };
    world.create('pods', podObject('a', 'true', kata));
    expect(await world.eventually('refused', failure(world, 'a'))).toContain(
      '1 node(s) had untolerated taint {sandbox: kata}',
    );
    world.create('pods', podObject('b', 'true', { ...kata, tolerations: [toleration] }));
    await world.eventually('ended', hasPhase(world, 'b', 'Succeeded'));
    const node = world.store.list('nodes')[0]?.metadata.name ?? '';
    world.store.update('nodes', null, node, (object) => {
      object['spec'].unschedulable = true;
    });
    world.create('pods', podObject('c', 'true', { ...kata, tolerations: [toleration] }));
    expect(await world.eventually('refused', failure(world, 'c'))).toContain('1 node(s) were unschedulable');
    world.stop();
  });
});
