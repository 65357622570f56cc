import { describe, expect, test } from '@jest/globals';
import { hasPhase, kata, kataPool, podObject, startWorld, systemPool, type World } from './start-world.ts';

const probe = [
  'uname -r',
  'cat /proc/sys/kernel/random/boot_id',
  'grep -o systemd.unit=kata-containers.target /proc/cmdline || echo unmarked',
  'cat /sys/class/dmi/id/product_name 2>/dev/null || echo no-dmi',
  'nproc',
  "awk '/^MemTotal/{print $2}' /proc/meminfo",
].join('\n');
const onKataPool = { nodeSelector: { agentpool: 'kata' } };

async function answersOf(world: World, name: string): Promise<string[]> {
  await world.eventually(`${name} succeeds`, hasPhase(world, name, 'Succeeded'));
  return world.runtime.readLog('default', name, null).trimEnd().split('\n');
}
const nodeOf = (world: World, name: string) => {
  const node = world.store.read('nodes', null, world.pod(name)['spec'].nodeName);
  return node?.['status'].nodeInfo as { bootID: string; kernelVersion: string };
};

describe('the kernel that a pod has', () => {
  test("is a guest's of its own under a Kata handler, sized by the limits", async () => {
    const world = await startWorld();
    const limits = { resources: { limits: { cpu: '1500m', memory: '1Gi' } } };
    world.create('pods', podObject('a', probe, kata, limits));
    world.create('pods', podObject('b', probe, kata));
    const [a, b] = [await answersOf(world, 'a'), await answersOf(world, 'b')];
    expect(a).toMatchObject([
      '6.6.137.mshv1',
      {},
      'systemd.unit=kata-containers.target',
      'cloud-hypervisor',
      '2',
      '948224',
    ]);
    expect(b.slice(4)).toEqual(['1', '474112']);
    expect(new Set([a[1], b[1], nodeOf(world, 'a').bootID]).size).toBe(3);
    world.stop();
  });

  test("is its node's for any other pod, on a Kata node too", async () => {
    const world = await startWorld({ pools: [systemPool, kataPool] });
    world.create('pods', podObject('a', probe, onKataPool));
    world.create('pods', podObject('b', probe, { nodeSelector: { agentpool: 'system' }, runtimeClassName: 'runc' }));
    for (const name of ['a', 'b']) {
      const answers = await answersOf(world, name);
      expect(answers.slice(0, 2)).toEqual([nodeOf(world, name).kernelVersion, nodeOf(world, name).bootID]);
      expect(answers.slice(2)).toEqual(['unmarked', 'Virtual Machine', '4', '15858032']);
    }
    expect(nodeOf(world, 'a').kernelVersion).toBe('6.6.137.mshv2-2.azl3');
    expect(nodeOf(world, 'b').kernelVersion).toMatch(/-azure$/);
    world.stop();
  });

  test("is the node's where the handler is mapped to runc: on the last node only, if so", async () => {
    const pools = [{ ...kataPool, count: 3 }];
    const world = await startWorld({ pools, faults: { kataHandlerRunsRunc: 'last-node' } });
    const names = world.store.list('nodes').map(({ metadata }) => metadata.name);
    const own: boolean[] = [];
    for (const [index, name] of names.entries()) {
      world.create(
        'pods',
        podObject(`p${index}`, probe, { ...kata, nodeSelector: { 'kubernetes.io/hostname': name } }),
      );
      own.push((await answersOf(world, `p${index}`))[1] !== nodeOf(world, `p${index}`).bootID);
    }
    expect(own).toEqual([true, true, false]);
    world.stop();
  });

  test('shows no mark of Kata under another sandbox', async () => {
    const world = await startWorld({ faults: { guestIsNotKata: true } });
    world.create('pods', podObject('a', probe, kata));
    const answers = await answersOf(world, 'a');
    expect(answers).toMatchObject(['4.4.0', {}, 'unmarked', 'no-dmi', '1', '474112']);
    expect(answers[1]).not.toBe(nodeOf(world, 'a').bootID);
    world.stop();
  });

  test('is not what an ordinary pod says when ordinary pods lie', async () => {
    const world = await startWorld({ faults: { ordinaryPodsLie: true } });
    world.create('pods', podObject('a', probe, onKataPool));
    const answers = await answersOf(world, 'a');
    expect(answers[0]).toBe(nodeOf(world, 'a').kernelVersion);
    expect(answers[1]).not.toBe(nodeOf(world, 'a').bootID);
    world.stop();
  });

  test('is a new one once a pod pair has ended, before the second end can be read', async () => {
    const world = await startWorld({ faults: { nodeRebootsAfterPods: true } });
    world.create('pods', podObject('a', probe, onKataPool));
    await answersOf(world, 'a');
    const before = nodeOf(world, 'a').bootID;
    let atSecondEnd = '';
    world.store.subscribe(({ resource, object }) => {
      if (resource === 'pods' && object.metadata.name === 'b' && object['status'].phase === 'Succeeded')
        atSecondEnd = nodeOf(world, 'b').bootID;
    });
    world.create('pods', podObject('b', probe, kata));
    await answersOf(world, 'b');
    expect(atSecondEnd).toMatch(/^[0-9a-f-]{36}$/);
    expect(atSecondEnd).not.toBe(before);
    world.stop();
  });

  test('is a new one on one node of the pool alone, the last', async () => {
    const world = await startWorld({ pools: [{ ...kataPool, count: 2 }], faults: { nodeRebootsAfterPods: true } });
    const bootIds = () => world.store.list('nodes').map((node) => node['status'].nodeInfo.bootID as string);
    const before = bootIds();
    for (const [index, { metadata }] of world.store.list('nodes').entries())
      for (const half of ['a', 'b']) {
        const nodeSelector = { 'kubernetes.io/hostname': metadata.name };
        world.create('pods', podObject(`${half}${index}`, probe, { ...kata, nodeSelector }));
        await answersOf(world, `${half}${index}`);
      }
    expect(bootIds().map((bootId, index) => bootId === before[index])).toEqual([true, false]);
    world.stop();
  });
});
