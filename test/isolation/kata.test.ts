import { describe, expect, test } from '@jest/globals';
import { hasKataMark, isKataHandler, isKataNode, isKataRuntime, kataLabelsOf } from '../../shared/isolation/kata.ts';

const mark = 'systemd.unit=kata-containers.target';

describe('what is Kata’s on AKS', () => {
  test.each(['KataVmIsolation', 'katavmisolation', 'KataMshvVmIsolation', 'KataCcIsolation'])(
    'runtime %s',
    (runtime) => {
      expect(isKataRuntime(runtime)).toBe(true);
    },
  );

  test.each(['kata', 'kata-preview', 'kata-cc'])('handler %s', (handler) => {
    expect(isKataHandler(handler)).toBe(true);
    expect(isKataNode({ kataLabels: [], runtimeHandlers: ['', handler] })).toBe(true);
  });

  test.each([
    'kubernetes.azure.com/kata-vm-isolation',
    'kubernetes.azure.com/kata-mshv-vm-isolation',
    'kubernetes.azure.com/kata-cc-isolation',
  ])('a node with label %s', (label) => {
    expect(kataLabelsOf({ [label]: 'true', other: 'true' })).toEqual([label]);
    expect(kataLabelsOf({ [label]: 'false' })).toEqual([]);
    expect(isKataNode({ kataLabels: [label], runtimeHandlers: [] })).toBe(true);
  });

  test('a command line with the mark as a word of its own', () => {
    expect(hasKataMark(`quiet ${mark} panic=1`)).toBe(true);
    expect(hasKataMark(`note="a b" ${mark}\n`)).toBe(true);
    expect(hasKataMark(`systemd.unit="kata-containers.target" quiet`)).toBe(true);
    expect(hasKataMark(`systemd.unit=rescue.target ${mark} init_arg -- 1`)).toBe(true);
    expect(hasKataMark(`${mark} rd.systemd.unit=initrd.target systemd.unit`)).toBe(true);
  });
});

describe('what is not, however much it sounds so', () => {
  test.each(['OCIContainer', 'Kata', 'KataVmIsolation2', 'MyKataVmIsolation', ''])('runtime "%s"', (runtime) => {
    expect(isKataRuntime(runtime)).toBe(false);
  });

  test.each(['runc', 'kata-qemu', 'kata-qemu-runtime-rs', 'katana', 'Kata', '', null])('handler %s', (handler) => {
    expect(isKataHandler(handler)).toBe(false);
    expect(isKataNode({ kataLabels: [], runtimeHandlers: [handler ?? ''] })).toBe(false);
  });

  test.each([
    `x${mark}`,
    `${mark}s`,
    `note=${mark}`,
    `note="a ${mark} b"`,
    `note="a ${mark}`,
    `"note ${mark}"`,
    `console=tty0 -- ${mark}`,
    `"--" ${mark}`,
    `${mark} systemd.unit=multi-user.target`,
    `${mark} systemd.unit="rescue.target"`,
    `${mark} emergency`,
    `${mark} quiet 1`,
    `systemd.unit=kata-containers.target.wants`,
    'systemd.unit=kata-containers',
    '',
  ])('command line "%s"', (line) => {
    expect(hasKataMark(line)).toBe(false);
  });
});
