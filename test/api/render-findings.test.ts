import { describe, expect, test } from '@jest/globals';
import { findingsQuerySchema, waiverFrom } from '../../shared/api/findings-schemas.ts';
import { renderFindings } from '../../shared/api/render-findings.ts';
import type { Finding } from '../../shared/workloads/finding.ts';

const now = '2026-11-20T12:00:00.000Z';

function finding(id: string, change: Partial<Finding> = {}): Finding {
  return {
    id,
    cluster: { subscriptionId: 's', resourceGroup: 'g', name: 'one' },
    rule: 'pod-not-sandboxed',
    severity: 'high',
    subject: `web/Deployment/${id}`,
    message: 'm',
    remedy: 'r',
    controls: ['NIST-800-53 SC-39'],
    firstSeenAt: now,
    lastSeenAt: now,
    resolvedAt: null,
    waiver: null,
    waiverHistory: [],
    ...change,
  };
}

const findings = [
  finding('resolved', { severity: 'critical', resolvedAt: now }),
  finding('waived', {
    severity: 'critical',
    waiver: { reason: 'r', until: '2026-12-01T00:00:00Z', at: null, by: null },
  }),
  finding('b'),
  finding('low', { severity: 'low' }),
  finding('a'),
  finding('expired', {
    severity: 'critical',
    waiver: { reason: 'r', until: '2026-11-01T00:00:00Z', at: null, by: null },
  }),
];

const inspected = { azure: now, workloads: null };

function render(all: boolean) {
  const answer = renderFindings(findings, inspected, { now, all }) as {
    standing: number;
    value: { id: string; state: string }[];
  };
  return { standing: answer.standing, ids: answer.value.map(({ id }) => id), value: answer.value };
}

describe('the findings of a cluster', () => {
  test('are those that stand, the gravest first', () => {
    expect(render(false)).toMatchObject({ standing: 4, ids: ['expired', 'a', 'b', 'low'] });
  });

  test('have the waived and the resolved behind them when all are asked for', () => {
    const { standing, ids, value } = render(true);
    expect([standing, ids.slice(4)]).toEqual([4, ['waived', 'resolved']]);
    expect(value.map(({ state }) => state).slice(3)).toEqual(['standing', 'waived', 'resolved']);
    expect(value[0]).toMatchObject({
      clusterId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/one',
    });
    expect(value[0]).not.toHaveProperty('cluster');
  });

  test('say when each side was inspected, and that nothing stands only where somebody has looked', () => {
    const never = { azure: null, workloads: null };
    expect(renderFindings([], inspected, { now, all: false })).toEqual({ inspected, standing: 0, value: [] });
    expect(renderFindings([], never, { now, all: false })).toEqual({ inspected: never, standing: null, value: [] });
  });
});

describe('a waiver that is asked for', () => {
  const schema = waiverFrom(Date.parse(now));

  test.each([
    ['2026-11-20', '2026-11-20T23:59:59.999Z'],
    ['2026-12-31T18:00:00+02:00', '2026-12-31T16:00:00.000Z'],
  ])('until %s ends at %s', (until, end) => {
    expect(schema.parse({ reason: ' Moves next week. ', until })).toEqual({ reason: 'Moves next week.', until: end });
  });

  test.each([
    [{ reason: 'Moves next week.', until: '2026-11-19' }, /future/],
    [{ reason: 'Moves next week.', until: '2027-11-23' }, /366 days/],
    [{ reason: 'Moves next week.', until: 'soon' }, /must be a day/],
    [{ reason: 'Moves next week.', until: '2026-02-30' }, /must be a day/],
    [{ reason: 'Moves next week.' }, /must be a day/],
    [{ reason: '  ', until: '2026-12-01' }, /say why/],
    [{ reason: 'x'.repeat(1001), until: '2026-12-01' }, /1000/],
    [{ reason: 'Moves next week.', until: '2026-12-01', id: 'x' }, /id/],
  ])('%j is refused', (body, message) => {
    const parsed = schema.safeParse(body);
    expect(parsed.error?.issues.map((issue) => issue.message).join('; ')).toMatch(message);
  });
});

test('a query takes all=true and nothing else', () => {
  expect(findingsQuerySchema.parse({})).toEqual({ all: false });
  expect(findingsQuerySchema.parse({ all: 'true' })).toEqual({ all: true });
  expect(findingsQuerySchema.safeParse({ all: 'yes' }).success).toBe(false);
  expect(findingsQuerySchema.safeParse({ sort: 'id' }).success).toBe(false);
});
