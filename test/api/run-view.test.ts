import { describe, expect, test } from '@jest/globals';
import { runSchema, runSummarySchema } from '../../shared/api/answers/run-schemas.ts';
import { renderRun, renderRunSummary } from '../../shared/api/run-view.ts';
import type { RunNode, RunRecord } from '../../shared/runs/run-record.ts';
import { sampleNode, sampleRun, sampleStep } from '../support/samples/sample-runs.ts';

const mark = 'systemd.unit=kata-containers.target';
const url = 'https://app.example/api/runs/r';
const at = '2026-11-20T10:10:00.000Z';
const ended = { status: 'done', percent: 100, step: 'Ended', verdict: 'shared-kernel', endedAt: at } as const;

/** What callers are told of a pod whose kernel has that command line. */
function showMarkOf(commandLine: string | null): unknown {
  const node = sampleNode('n');
  const { sandboxed } = node.evidence;
  if (sandboxed?.evidence.outcome !== 'report') throw new Error('The sample has a report.');
  sandboxed.evidence.report.commandLine = commandLine;
  const shown = renderRun(sampleRun('r', ended), [], [node], url).result?.nodes[0]?.evidence.sandboxed?.evidence;
  expect(JSON.stringify(shown)).not.toContain('commandLine');
  return shown?.outcome === 'report' ? shown.report.kataCommandLine : 'no report';
}

test.each([
  [`panic=1 ${mark} quiet`, true],
  [`title="${mark}x"`, false],
  [`${mark}.wants`, false],
  ['quiet', false],
  [null, null],
])('of the command line %j only is told whether it has Kata’s mark: %s', (commandLine, has) => {
  expect(showMarkOf(commandLine)).toBe(has);
});

describe('the status of a run', () => {
  const told = (change: Partial<RunRecord>) => {
    const { status, error, result } = renderRunSummary(sampleRun('r', change), url);
    return { status, error, verdict: result?.verdict };
  };

  test('is NotStarted until something has happened, and has no result before the end', () => {
    expect(told({})).toEqual({ status: 'NotStarted', error: null, verdict: undefined });
    expect(told({ step: 'Asked for the pool', percent: 5, verdict: 'isolated' })).toEqual({
      status: 'Running',
      error: null,
      verdict: undefined,
    });
  });

  test.each(['isolated', 'shared-kernel', 'suspect', 'inconclusive'] as const)(
    'is Succeeded with the verdict %s: the check ran',
    (verdict) => expect(told({ ...ended, verdict })).toEqual({ status: 'Succeeded', error: null, verdict }),
  );

  test('is Failed with the code that its reason begins with, or the general one', () => {
    const failed = { ...ended, status: 'failed', verdict: 'inconclusive' } as const;
    expect(told({ ...failed, reason: 'PreflightFailed: The size is not offered: ask for another.' }).error).toEqual({
      code: 'PreflightFailed',
      message: 'The size is not offered: ask for another.',
    });
    expect(told({ ...failed, reason: 'The run ended before its time.' })).toEqual({
      status: 'Failed',
      error: { code: 'RunFailed', message: 'The run ended before its time.' },
      verdict: 'inconclusive',
    });
  });

  test('is Canceled for a run that somebody ended', () =>
    expect(told({ ...ended, status: 'cancelled', reason: 'The run was cancelled.' })).toMatchObject({
      status: 'Canceled',
      error: { code: 'Canceled', message: 'The run was cancelled.' },
    }));
});

describe('the approval of a run', () => {
  const approval = { state: 'waiting', until: '2026-11-04T12:00:00.000Z', at: null, by: null, reason: null } as const;
  const told = (change: Partial<RunRecord>) =>
    renderRunSummary(sampleRun('1-a', { approval, ...change }), url).approval;

  test('is waited for as long as the run is there, and no longer', () => {
    expect(told({ status: 'running', endedAt: null })).toEqual(approval);
    const endedAt = '2026-11-04T11:00:00.000Z';
    expect(told({ status: 'cancelled', endedAt })).toEqual({ ...approval, state: 'canceled', at: endedAt });
    const approved = { ...approval, state: 'approved' as const };
    expect(told({ status: 'done', endedAt, approval: approved })).toEqual(approved);
  });
});

describe('what is told of a run', () => {
  const nodes: RunNode[] = [sampleNode('n1'), sampleNode('n2')];
  const verdict = 'isolated' as const;
  const pools = [{ poolName: 'kata', verdict, reason: 'r', nodesPresent: 2, nodesProven: 2, changing: false }];
  const run = sampleRun('r', {
    ...ended,
    pools,
    taskHub: 'secret-hub',
    claims: ['operation-id/x'],
    preflight: [{ name: 'vm-size', outcome: 'passed', message: 'It is offered.', remedy: null }],
    cleanupResult: { podPairs: 'removed', namespace: 'removed', pool: 'kept', problems: [] },
  });

  test('is what its schema says, at its beginning and its end, and nothing of our own business', () => {
    for (const each of [sampleRun('r'), run]) {
      const whole = renderRun(each, [sampleStep('0002'), sampleStep('0001')], nodes, url);
      expect(runSchema.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
      const summary = renderRunSummary(each, url);
      expect(runSummarySchema.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
      expect(JSON.stringify([whole, summary])).not.toMatch(/secret-hub|operation-id/);
    }
  });

  test('has its timeline by time, and at its end its nodes', () => {
    const steps = [sampleStep('0002'), sampleStep('0001'), sampleStep('0009', { at: '2026-11-20T09:00:00.000Z' })];
    const { timeline, result } = renderRun(run, steps, nodes, url);
    expect(timeline.map(({ step }) => step)).toEqual(['Step 0009', 'Step 0001', 'Step 0002']);
    expect(result?.nodes.map(({ nodeName }) => nodeName)).toEqual(['n1', 'n2']);
    expect(renderRun(sampleRun('r'), steps, nodes, url).result).toBeNull();
  });
});
