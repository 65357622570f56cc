import { expect, test } from '@jest/globals';
import { judgeQuota } from '../../../shared/preflight/azure/judge-quota.ts';
import { judgeVersion } from '../../../shared/preflight/azure/judge-version.ts';
import type { VmSizeOffer } from '../../../shared/preflight/azure/offers.ts';

const size: VmSizeOffer = {
  ...{ name: 'Standard_D4s_v5', family: 'standardDSv5Family', vcpus: 4, architecture: 'x64', confidential: null },
  ...{ hyperVGenerations: ['V2'], nestedVirtualization: null, zones: [], closedZones: [], closed: null },
};
const quotaOf = (offer: VmSizeOffer, ...usages: [name: string, left: number][]) =>
  judgeQuota('westeurope', [{ count: 2, atMost: 2, surge: 1, size: { ok: true, value: offer } }], {
    ok: true,
    value: usages.map(([name, limit]) => ({ name, used: 0, limit })),
  });

test.each<[string, ReturnType<typeof quotaOf>]>([
  ['of the family', quotaOf(size, ['cores', 100])],
  ['of the region', quotaOf(size, ['standardDSv5Family', 100])],
  ['of a size without a family', quotaOf({ ...size, family: '' }, ['cores', 100])],
  ['at all', quotaOf(size)],
])('a quota that Azure does not tell is no pass: %s', (_which, check) => {
  expect(check).toMatchObject({ outcome: 'could-not-check', message: expect.stringContaining('does not tell') });
});

test('a quota that is too small is told beside one that Azure does not tell', () => {
  expect(quotaOf(size, ['cores', 7])).toMatchObject({ outcome: 'failed', message: expect.stringContaining('8 vCPUs') });
});

test.each([true, false])(
  'a location of which Azure tells no version is no pass, nor a refusal (new cluster: %s)',
  (isNew) => {
    const wanted = { kubernetesVersion: '1.35.4', location: 'westeurope', supportPlan: undefined, isNew };
    expect(judgeVersion(wanted, { ok: true, value: [] }).outcome).toBe('could-not-check');
  },
);
