import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Bash } from 'just-bash';
import { parseKernelReport } from '../../shared/isolation/parse-kernel-report.ts';
import { buildProbeScript } from '../../shared/isolation/probe-script.ts';

const script = buildProbeScript();
const folder = mkdtempSync(join(tmpdir(), 'kataproof-probe-'));
afterAll(() => rmSync(folder, { recursive: true }));

function isThere(command: string[]): boolean {
  return spawnSync(command[0] ?? '', [...command.slice(1), '-c', 'exit 0']).status === 0;
}

const shells = [['sh'], ['dash'], ['busybox', 'sh']];
for (const shell of shells)
  if (!isThere(shell)) console.warn(`${shell.join(' ')} is not on this machine: the probe was not run under it.`);

describe.each(shells.filter(isThere).map((shell) => [shell.join(' '), shell] as const))('under %s', (_, shell) => {
  const run = (environment: Record<string, string>) => {
    const [command = '', ...words] = shell;
    const env = { PATH: process.env['PATH'], ...environment };
    return execFileSync(command, [...words, '-c', script], { env, encoding: 'utf8' });
  };

  test('reports the kernel that it runs on, to the termination log and to stdout alike', () => {
    const path = join(folder, `log-${shell.join('-')}`);
    const printed = run({ KATAPROOF_NONCE: 'n-1', KATAPROOF_TERMINATION_LOG: path });
    expect(readFileSync(path, 'utf8')).toBe(printed);
    const parsed = parseKernelReport(printed, 'n-1');
    expect(parsed).toMatchObject({
      outcome: 'report',
      report: {
        kernelRelease: release(),
        bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
        memoryKiB: Number(/MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]),
      },
    });
  });

  test('speaks on stdout and ends well when it may not write the termination log', () => {
    const printed = run({ KATAPROOF_NONCE: 'n-2', KATAPROOF_TERMINATION_LOG: join(folder, 'no', 'such', 'folder') });
    expect(parseKernelReport(printed, 'n-2').outcome).toBe('report');
  });

  test('is no evidence without a nonce', () => {
    const printed = run({ KATAPROOF_TERMINATION_LOG: join(folder, 'nonceless') });
    expect(parseKernelReport(printed, '').outcome).toBe('no-evidence');
  });
});

const guestFiles = {
  '/proc/version': 'Linux version 6.6.137.mshv1 (builder@uvm) (gcc) #1 SMP\n',
  '/proc/cmdline': 'root=/dev/vda1\tpanic=1 systemd.unit=kata-containers.target\n',
  '/proc/meminfo': 'MemTotal:         237112 kB\nMemFree:           1 kB\n',
  '/proc/cpuinfo': 'processor\t: 0\n\nprocessor\t: 1\n',
  '/proc/uptime': '4.21 3.99\n',
  '/proc/sys/kernel/osrelease': '6.6.137.mshv1\n',
  '/proc/sys/kernel/random/boot_id': '7d0f2a4e-11cb-4c1a-8f54-93c1c7a1b502\n',
  '/sys/class/dmi/id/sys_vendor': 'Cloud Hypervisor\n',
  '/sys/class/dmi/id/product_name': 'cloud-hypervisor\n',
  '/sys/class/net/eth0/address': 'x\n',
  '/sys/class/net/lo/address': 'x\n',
  '/proc/1/stat': '1',
  '/proc/7/stat': '7',
  '/dev/termination-log': '',
};

async function runOnEmulatedKernel(files: Record<string, string>): Promise<{ message: string; printed: string }> {
  const bash = new Bash({ files, env: { KATAPROOF_NONCE: 'n-3' }, defenseInDepth: false });
  // The files of the constructor do not replace just-bash's own files, so they are written afterwards.
  for (const [path, content] of Object.entries(files)) await bash.writeFile(path, content);
  const { stdout, exitCode } = await bash.exec(script);
  expect(exitCode).toBe(0);
  return { printed: stdout, message: await bash.readFile('/dev/termination-log') };
}

describe('on a kernel of our making', () => {
  test('reports every source', async () => {
    const { message, printed } = await runOnEmulatedKernel(guestFiles);
    expect(message).toBe(printed);
    expect(parseKernelReport(message, 'n-3')).toMatchObject({
      outcome: 'report',
      report: {
        kernelRelease: '6.6.137.mshv1',
        kernelBuild: 'Linux version 6.6.137.mshv1 (builder@uvm) (gcc) #1 SMP',
        bootId: '7d0f2a4e-11cb-4c1a-8f54-93c1c7a1b502',
        commandLine: 'root=/dev/vda1 panic=1 systemd.unit=kata-containers.target',
        dmiVendor: 'Cloud Hypervisor',
        dmiProduct: 'cloud-hypervisor',
        memoryKiB: 237112,
        cpus: 2,
        uptimeSeconds: 4,
        networkInterfaces: ['eth0', 'lo'],
        visibleProcesses: 2,
      },
    });
  });

  test('reports null where the kernel offers nothing, as a gVisor before 2024 and its missing boot id', async () => {
    const { message } = await runOnEmulatedKernel({
      '/proc/sys/kernel/osrelease': '4.19.0-gvisor\n',
      '/proc/version': 'Linux version 4.19.0-gvisor\n',
      '/dev/termination-log': '',
    });
    expect(parseKernelReport(message, 'n-3')).toMatchObject({
      outcome: 'report',
      report: { kernelRelease: '4.19.0-gvisor', bootId: null, commandLine: null, dmiVendor: null },
    });
  });

  test('stays one whole report below the size of a termination message, whatever the sources say', async () => {
    const noise = `\u001b[31m"$(exit 3)\`exit 4\`\\n${'x'.repeat(9000)}\n\u0000kataproof-end\n`;
    const hostile = Object.fromEntries(
      Object.keys(guestFiles).map((path) => [path, path === '/dev/termination-log' ? '' : noise]),
    );
    const { message } = await runOnEmulatedKernel({ ...hostile, '/proc/sys/kernel/osrelease': '6.6.1\n' });
    expect(message.length).toBeLessThan(3600);
    expect(message).toMatch(/^[ -~\n]*$/);
    expect(message.split('\n').filter((line) => line === 'kataproof-end')).toHaveLength(1);
    expect(message.trimEnd().endsWith('\nkataproof-end')).toBe(true);
  });
});
