import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../emulator/kubernetes/api/seams.ts';
import { humanDuration } from '../../../../emulator/kubernetes/api-server/tables/human-duration.ts';
import { podReady, podStatus } from '../../../../emulator/kubernetes/api-server/tables/pod-status.ts';
import { printTable } from '../../../../emulator/kubernetes/api-server/tables/print-table.ts';

test.each([
  [0, '0s'],
  [119_000, '119s'],
  [120_000, '2m'],
  [150_000, '2m30s'],
  [45 * 60_000, '45m'],
  [3 * 3_600_000, '3h'],
  [3.5 * 3_600_000, '3h30m'],
  [47 * 3_600_000, '47h'],
  [50 * 3_600_000, '2d2h'],
  [100 * 86_400_000, '100d'],
  [800 * 86_400_000, '2y70d'],
  [-5_000, '<invalid>'],
])('%d ms are printed as %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

const pod = (status: object, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', ...metadata },
  spec: { containers: [{ name: 'c' }], initContainers: [{ name: 'i' }] },
  status,
});
const waiting = (reason: string) => ({ containerStatuses: [{ state: { waiting: { reason } } }] });
const ended = (exitCode: number, reason?: string) => ({
  containerStatuses: [{ state: { terminated: { exitCode, reason } } }],
});

describe('the status of a pod reads', () => {
  test.each([
    ['Pending', pod({ phase: 'Pending' })],
    ['ContainerCreating', pod({ phase: 'Pending', ...waiting('ContainerCreating') })],
    ['ImagePullBackOff', pod({ phase: 'Pending', ...waiting('ImagePullBackOff') })],
    ['Completed', pod({ phase: 'Succeeded', ...ended(0, 'Completed') })],
    ['Error', pod({ phase: 'Failed', ...ended(1, 'Error') })],
    ['ExitCode:3', pod({ phase: 'Failed', ...ended(3) })],
    ['DeadlineExceeded', pod({ phase: 'Failed', reason: 'DeadlineExceeded' })],
    ['Init:0/1', pod({ phase: 'Pending', initContainerStatuses: [{ state: { running: {} } }] })],
    ['Init:Error', pod({ initContainerStatuses: [{ state: { terminated: { exitCode: 1, reason: 'Error' } } }] })],
    ['Terminating', pod({ phase: 'Running' }, { deletionTimestamp: '2026-01-01T00:00:00Z' })],
  ])('%s', (text, object) => {
    expect(podStatus(object)).toBe(text);
  });

  test('with the ready containers counted', () => {
    const containerStatuses = [{ ready: true, state: { running: {} } }];
    expect(podReady(pod({ phase: 'Running', containerStatuses }))).toBe('1/1');
    expect(podReady(pod({ phase: 'Pending' }))).toBe('0/1');
  });
});

test('a job shows its status, completions and duration', () => {
  const job: KubeObject = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { completions: 1 },
    status: {
      succeeded: 1,
      startTime: '2026-01-01T00:00:00Z',
      completionTime: '2026-01-01T00:00:07Z',
      conditions: [{ type: 'Complete', status: 'True' }],
    },
  };
  const options = { metadata: {}, include: 'None' as const, nowMs: Date.parse('2026-01-01T00:01:00Z') };
  const { rows } = printTable('jobs', [job], options) as { rows: { cells: unknown[] }[] };
  expect(rows[0]?.cells.slice(0, 5)).toEqual(['j', 'Complete', '1/1', '7s', '60s']);
});

test('a node shows readiness, roles and, wide, its kernel', () => {
  const node: KubeObject = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n', labels: { 'node-role.kubernetes.io/agent': '' } },
    spec: { unschedulable: true },
    status: {
      conditions: [{ type: 'Ready', status: 'False' }],
      nodeInfo: { kubeletVersion: 'v1.32.7', kernelVersion: '6.6.137.mshv2-1.azl3' },
    },
  };
  const table = printTable('nodes', [node], { metadata: {}, include: 'None', nowMs: 0 }) as {
    columnDefinitions: { name: string; priority: number }[];
    rows: { cells: unknown[] }[];
  };
  const cell = (name: string) => table.rows[0]?.cells[table.columnDefinitions.findIndex((c) => c.name === name)];
  expect([cell('Status'), cell('Roles'), cell('Kernel-Version')]).toEqual([
    'NotReady,SchedulingDisabled',
    'agent',
    '6.6.137.mshv2-1.azl3',
  ]);
  expect(table.columnDefinitions.find(({ name }) => name === 'Kernel-Version')?.priority).toBe(1);
});
