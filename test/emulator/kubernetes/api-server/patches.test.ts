import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../emulator/kubernetes/api/seams.ts';
import { fromFieldsV1, toFieldsV1 } from '../../../../emulator/kubernetes/api-server/patch/field-paths.ts';
import { applyJsonPatch } from '../../../../emulator/kubernetes/api-server/patch/json-patch.ts';
import { recordUpdate } from '../../../../emulator/kubernetes/api-server/patch/managed-fields.ts';
import { applyMergePatch } from '../../../../emulator/kubernetes/api-server/patch/merge-patch.ts';
import { applyServerSide } from '../../../../emulator/kubernetes/api-server/patch/server-side-apply.ts';
import { applyStrategicMergePatch } from '../../../../emulator/kubernetes/api-server/patch/strategic-merge-patch.ts';

describe('a merge patch', () => {
  test('merges objects, removes nulls, replaces lists', () => {
    const target = { a: { b: 1, c: 2 }, list: [1, 2] };
    expect(applyMergePatch(target, { a: { b: null, d: 3 }, list: [3] })).toEqual({ a: { c: 2, d: 3 }, list: [3] });
  });
});

describe('a JSON patch', () => {
  test('does its six operations', () => {
    const patch = [
      { op: 'test', path: '/a', value: 1 },
      { op: 'add', path: '/list/-', value: 'z' },
      { op: 'add', path: '/list/0', value: 'first' },
      { op: 'replace', path: '/a', value: 2 },
      { op: 'copy', from: '/a', path: '/copied' },
      { op: 'move', from: '/gone', path: '/with~1slash' },
      { op: 'remove', path: '/list/1' },
    ];
    const target = { a: 1, list: ['y'], gone: true };
    expect(applyJsonPatch(target, patch)).toEqual({ a: 2, list: ['first', 'z'], copied: 2, 'with/slash': true });
    expect(target).toEqual({ a: 1, list: ['y'], gone: true });
  });

  test.each([
    ['a failed test', [{ op: 'test', path: '/a', value: 2 }], 422],
    ['a missing path', [{ op: 'replace', path: '/b/c', value: 2 }], 422],
    ['a bad index', [{ op: 'add', path: '/list/7', value: 2 }], 422],
    ['an object instead of operations', { a: 1 }, 400],
    ['an unknown operation', [{ op: 'jump', path: '/a' }], 422],
  ])('with %s is refused', (_, patch, code) => {
    expect(() => applyJsonPatch({ a: 1, list: [] }, patch)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a strategic merge patch', () => {
  const pod = {
    metadata: { finalizers: ['a', 'b'] },
    spec: {
      containers: [
        { name: 'one', image: 'i1', args: ['x'] },
        { name: 'two', image: 'i2' },
      ],
      tolerations: [{ key: 'old' }],
    },
  };
  const patched = (patch: object) => applyStrategicMergePatch(pod, patch) as typeof pod;

  test('merges lists with a key by that key, and replaces the others', () => {
    const { spec } = patched({
      spec: { containers: [{ name: 'two', image: 'new' }, { name: 'three' }], tolerations: [{ key: 'new' }] },
    });
    expect(spec.containers).toEqual([
      { name: 'one', image: 'i1', args: ['x'] },
      { name: 'two', image: 'new' },
      { name: 'three' },
    ]);
    expect(spec.tolerations).toEqual([{ key: 'new' }]);
  });

  test('follows its directives', () => {
    const { spec, metadata } = patched({
      metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] },
      spec: {
        '$setElementOrder/containers': [{ name: 'three' }, { name: 'one' }],
        containers: [{ name: 'two', $patch: 'delete' }, { name: 'three' }],
      },
    });
    expect(spec.containers.map(({ name }) => name)).toEqual(['three', 'one']);
    expect(metadata.finalizers).toEqual(['b']);
    expect(patched({ spec: { $patch: 'replace', containers: [] } }).spec).toEqual({ containers: [] });
  });

  test('refuses an element without its key', () => {
    expect(() => patched({ spec: { containers: [{ image: 'x' }] } })).toThrow(
      'does not contain declared merge key: name',
    );
  });
});

describe('server-side apply', () => {
  const by = (manager: string) => ({
    manager,
    operation: 'Apply' as const,
    subresource: '',
    apiVersion: 'v1',
    time: '2026-01-01T00:00:00Z',
  });
  const pod = (containers: object[], more: object = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', ...more },
    spec: { containers },
  });

  test('lets two managers own different containers of one pod', () => {
    const first = applyServerSide(null, pod([{ name: 'one', image: 'a' }]), by('x'), false);
    const both = applyServerSide(first, pod([{ name: 'two', image: 'b' }]), by('y'), false);
    expect(both['spec'].containers).toEqual([
      { name: 'one', image: 'a' },
      { name: 'two', image: 'b' },
    ]);
    const left = applyServerSide(both, pod([], { labels: { kept: 'yes' } }), by('x'), false);
    expect(left['spec'].containers).toEqual([{ name: 'two', image: 'b' }]);
  });

  test('names the field of a conflict and gives way to force', () => {
    const first = applyServerSide(null, pod([{ name: 'one', image: 'a' }]), by('x'), false);
    const other = pod([{ name: 'one', image: 'b' }]);
    expect(() => applyServerSide(first, other, by('y'), false)).toThrow(
      'Apply failed with 1 conflict: conflict with "x": .spec.containers[name="one"].image',
    );
    const forced = applyServerSide(first, other, by('y'), true);
    expect(forced['spec'].containers[0].image).toBe('b');
    expect(() => applyServerSide(forced, other, by('x'), false)).not.toThrow();
  });

  test('lists every field of several conflicts under its owner', () => {
    const first = applyServerSide(null, pod([{ name: 'one', image: 'a', stdin: true }]), by('x'), false);
    const other = pod([{ name: 'one', image: 'b', stdin: false }]);
    expect(() => applyServerSide(first, other, by('y'), false)).toThrow(
      'Apply failed with 2 conflicts: conflicts with "x":\n- .spec.containers[name="one"].image\n- .spec.containers[name="one"].stdin',
    );
  });

  test('agreeing on a value is no conflict', () => {
    const first = applyServerSide(null, pod([{ name: 'one', image: 'a' }]), by('x'), false);
    expect(() => applyServerSide(first, pod([{ name: 'one', image: 'a' }]), by('y'), false)).not.toThrow();
  });

  test('what an update changed belongs to the updater', () => {
    const first = applyServerSide(null, pod([{ name: 'one', image: 'a' }]), by('x'), false);
    const updated = structuredClone(first);
    updated['spec'].containers[0].image = 'b';
    recordUpdate(first, updated, { ...by('z'), operation: 'Update' });
    expect(() => applyServerSide(updated, pod([{ name: 'one', image: 'a' }]), by('x'), false)).toThrow(
      'Apply failed with 1 conflict: conflict with "z" using v1: .spec.containers[name="one"].image',
    );
    const withoutImage = applyServerSide(updated, pod([{ name: 'one' }]), by('x'), false);
    expect(withoutImage['spec'].containers).toEqual([{ name: 'one', image: 'b' }]);
    const owners = updated.metadata['managedFields'] as { manager: string; fieldsV1: unknown }[];
    expect(owners.map(({ manager, fieldsV1 }) => [manager, JSON.stringify(fieldsV1).includes('f:image')])).toEqual([
      ['x', false],
      ['z', true],
    ]);
  });

  test('applying the same again changes nothing, not even the time', () => {
    const first = applyServerSide(null, pod([{ name: 'one', image: 'a' }]), by('x'), false);
    const later = { ...by('x'), time: '2027-01-01T00:00:00Z' };
    expect(applyServerSide(first, pod([{ name: 'one', image: 'a' }]), later, false)).toEqual(first);
  });

  test('fieldsV1 reads back as the paths it was written from', () => {
    const paths = [
      ['f:spec', 'f:containers', 'k:{"name":"a"}', '.'],
      ['f:spec', 'f:containers', 'k:{"name":"a"}', 'f:image'],
      ['f:metadata', 'f:finalizers', 'v:"x"'],
    ];
    expect(fromFieldsV1(toFieldsV1(paths))).toEqual(paths);
  });
});
