import { describe, expect, test } from '@jest/globals';
import { parseKernelReport } from '../../shared/isolation/parse-kernel-report.ts';

const nonce = 'run-7-a1b2c3';
const values: Record<string, string> = {
  nonce,
  kernel_release: '6.6.137.mshv1',
  kernel_build: 'Linux version 6.6.137.mshv1 (builder@uvm) (gcc) #1 SMP PREEMPT',
  boot_id: '7d0f2a4e-11cb-4c1a-8f54-93c1c7a1b502',
  command_line: 'root=/dev/vda1 panic=1 systemd.unit=kata-containers.target',
  dmi_vendor: 'Cloud Hypervisor',
  dmi_product: 'cloud-hypervisor',
  memory_kib: '237112',
  cpus: '1',
  uptime_seconds: '4',
  network_interfaces: 'eth0,lo',
  visible_processes: '3',
};

function write(change: Record<string, string | undefined> = {}, extra: string[] = []): string {
  const lines = Object.entries({ ...values, ...change }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${value}`],
  );
  return ['kataproof-report 1', ...lines, ...extra, 'kataproof-end', ''].join('\n');
}

const reasonFor = (text: string, expectedNonce = nonce) => {
  const parsed = parseKernelReport(text, expectedNonce);
  return parsed.outcome === 'no-evidence' ? parsed.reason : `took it for a report: ${JSON.stringify(parsed.report)}`;
};

describe('parseKernelReport', () => {
  test('reads a whole report', () => {
    expect(parseKernelReport(write(), nonce)).toEqual({
      outcome: 'report',
      report: {
        kernelRelease: '6.6.137.mshv1',
        kernelBuild: values['kernel_build'],
        bootId: values['boot_id'],
        commandLine: values['command_line'],
        dmiVendor: 'Cloud Hypervisor',
        dmiProduct: 'cloud-hypervisor',
        memoryKiB: 237112,
        cpus: 1,
        uptimeSeconds: 4,
        networkInterfaces: ['eth0', 'lo'],
        visibleProcesses: 3,
      },
    });
  });

  test('takes every report that was cut anywhere for no evidence', () => {
    const whole = write().trimEnd();
    const accepted = [...whole].flatMap((_, length) =>
      parseKernelReport(whole.slice(0, length), nonce).outcome === 'report' ? [length] : [],
    );
    expect(accepted).toEqual([]);
    expect(parseKernelReport(whole, nonce).outcome).toBe('report');
  });

  test('takes every report that lost its beginning for no evidence', () => {
    const whole = write();
    const accepted = [...whole].flatMap((_, start) =>
      start > 0 && parseKernelReport(whole.slice(start), nonce).outcome === 'report' ? [start] : [],
    );
    expect(accepted).toEqual([]);
  });

  test('never takes a report with one line lost, doubled or emptied of its key for evidence', () => {
    const lines = write().trimEnd().split('\n');
    lines.forEach((line, index) => {
      const lost = lines.toSpliced(index, 1).join('\n');
      const doubled = lines.toSpliced(index, 0, line).join('\n');
      const keyless = lines.with(index, line.replace(/^[^=]*/, '')).join('\n');
      for (const text of [lost, doubled, keyless]) expect(parseKernelReport(text, nonce).outcome).toBe('no-evidence');
    });
  });

  test('takes no byte but printable ASCII and line ends', () => {
    for (const byte of ['\0', '\u001b', '\r', '\u007f', 'é', '\u2028', '\t'])
      expect(reasonFor(write({ kernel_build: `Linux${byte}version` }))).toMatch(/^The report holds a line/);
  });

  test('a source that the kernel does not offer is null, not a value', () => {
    const empty = { boot_id: '', command_line: '', dmi_vendor: '', dmi_product: '', memory_kib: '', cpus: '' };
    const more = { uptime_seconds: '', network_interfaces: '', visible_processes: '', kernel_build: '' };
    expect(parseKernelReport(write({ ...empty, ...more }), nonce)).toMatchObject({
      outcome: 'report',
      report: { bootId: null, commandLine: null, dmiVendor: null, memoryKiB: null, cpus: null, networkInterfaces: [] },
    });
  });

  test.each([
    ['kernel_release', ''],
    ['kernel_release', 'cat: not found'],
    ['kernel_release', '<html>'],
    ['kernel_release', 'x'.repeat(97)],
    ['boot_id', 'not-a-uuid'],
    ['boot_id', '7d0f2a4e-11cb-4c1a-8f54-93c1c7a1b50'],
    ['boot_id', '00000000-0000-0000-0000-000000000000'],
    ['boot_id', '7d0f2a4e-11cb-1c1a-8f54-93c1c7a1b502'],
    ['boot_id', '7d0f2a4e-11cb-4c1a-7f54-93c1c7a1b502'],
    ['memory_kib', '-1'],
    ['memory_kib', '0'],
    ['memory_kib', '1e3'],
    ['memory_kib', '9999999999999999'],
    ['cpus', '0'],
    ['cpus', '1.5'],
    ['uptime_seconds', '4.2'],
    ['network_interfaces', 'eth0,,lo'],
    ['network_interfaces', 'eth0 lo'],
    ['visible_processes', 'many'],
  ])('refuses %s=%j', (key, value) => {
    expect(reasonFor(write({ [key]: value }))).toBe(`The report's ${key} is not what a kernel says there.`);
  });

  test.each([
    ['', 'The pod left no report.'],
    ['\n\n', 'The pod left no report.'],
    ['hello', 'The text is no report of the probe.'],
    [write().replace('report 1', 'report 2'), 'The report has a format that we do not know: "kataproof-report 2".'],
    [`log noise\n${write()}`, 'The text is no report of the probe.'],
    [`${write()}more`, 'The report breaks off before its end mark.'],
    [write({}, ['surprise=1']), 'The report holds a key that we do not know: surprise.'],
    [write({}, ['constructor=1']), 'The report holds a key that we do not know: constructor.'],
    [write({}, ['cpus=1']), 'The report holds cpus twice.'],
    [write({ cpus: undefined }), 'The report lacks cpus.'],
    [write().repeat(2), 'The report holds a line that is not key=value.'],
    ['x'.repeat(5000), 'The text is longer than any report of the probe.'],
  ])('says why %j is no evidence', (text, reason) => {
    expect(reasonFor(text)).toBe(reason);
  });

  test('does not listen to the answer to another question', () => {
    const reason = 'The report answers another question: its nonce is not the one of this run.';
    expect(reasonFor(write(), 'run-8-a1b2c3')).toBe(reason);
    expect(reasonFor(write({ nonce: '' }), '')).not.toMatch(/took it/);
    expect(reasonFor(write({ nonce: `${nonce}x` }))).toBe(reason);
  });
});
