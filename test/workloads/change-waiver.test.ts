import { describe, expect, test } from '@jest/globals';
import { changeWaiver } from '../../shared/workloads/change-waiver.ts';
import type { Finding } from '../../shared/workloads/finding.ts';

type Waived = Pick<Finding, 'waiver' | 'waiverHistory'>;

const by = { id: 'p1', name: 'ada@example.org', provider: 'aad' };
const terms = { reason: 'Moves next month.', until: '2027-01-31T23:59:59.999Z' };
const nothing: Waived = { waiver: null, waiverHistory: [] };
const on = (day: number) => ({ at: `2026-11-${String(day).padStart(2, '0')}T00:00:00.000Z`, by });

function must(change: Waived | null): Waived {
  if (!change) throw new Error('nothing changed');
  return change;
}

describe('changeWaiver', () => {
  test('says who waived it and when, also after that was taken back by nobody who is known', () => {
    const waived = must(changeWaiver(nothing, terms, on(1)));
    expect(waived.waiver).toEqual({ ...terms, ...on(1) });
    const taken = must(changeWaiver(waived, null, { ...on(2), by: null }));
    expect(taken).toEqual({
      waiver: null,
      waiverHistory: [
        { change: 'waived', ...terms, ...on(1) },
        { change: 'unwaived', ...terms, at: on(2).at, by: null },
      ],
    });
  });

  test('changes nothing when the same is asked again', () => {
    expect(changeWaiver(nothing, null, on(1))).toBeNull();
    expect(changeWaiver(must(changeWaiver(nothing, terms, on(1))), terms, on(2))).toBeNull();
  });

  test('keeps the last few changes', () => {
    let finding = nothing;
    for (let day = 1; day <= 30; day++)
      finding = must(changeWaiver(finding, { ...terms, reason: `because ${day}` }, on(day)));
    expect(finding.waiverHistory.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 20 }, (_, index) => `because ${index + 11}`),
    );
  });
});
