import { expect, test } from '@jest/globals';
import { renderRun } from '../../shared/api/run-view.ts';
import type { RunNode, RunRecord } from '../../shared/runs/run-record.ts';

const mark = 'systemd.unit=kata-containers.target';

/** What callers are told of a pod whose kernel has that command line. */
function showMarkOf(commandLine: string | null): unknown {
  const pod = { role: 'sandboxed', evidence: { outcome: 'report', channel: 'log', report: { commandLine } } };
  const node = { poolName: 'kata', evidence: { sandboxed: pod, ordinary: null }, verdict: {} } as unknown as RunNode;
  const run = { runId: 'r', cluster: {} } as unknown as RunRecord;
  const { nodes } = renderRun(run, [], [node], 'https://app/api/runs/r') as {
    nodes: { evidence: { sandboxed: { evidence: { report: object } } } }[];
  };
  return nodes[0]?.evidence.sandboxed.evidence.report;
}

test.each([
  [`panic=1 ${mark} quiet`, true],
  [`title="${mark}x"`, false],
  [`${mark}.wants`, false],
  ['quiet', false],
  [null, null],
])('of the command line %j only is told whether it has Kata’s mark: %s', (commandLine, kataCommandLine) => {
  expect(showMarkOf(commandLine)).toEqual({ kataCommandLine });
});
