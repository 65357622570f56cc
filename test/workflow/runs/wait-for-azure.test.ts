import { describe, expect, test } from '@jest/globals';
import { waitForAzure } from '../../support/runs/wait-for-azure.ts';

const minute = 60_000;

describe.each(['making a pool', 'removing a pool'] as const)('while Azure is %s', (what) => {
  test.each([2.5, 4.25, 12.5])(
    'it is asked once a minute from the third on, and at most a minute too late, in %f minutes',
    async (takes) => {
      const { looks, minutes, lateMs } = await waitForAzure(what, { takesMs: takes * minute });
      expect(looks).toBe(Math.max(1, Math.ceil(takes) - 2));
      expect(looks).toBeLessThanOrEqual(Math.ceil(minutes));
      expect(lateMs).toBeLessThanOrEqual(minute);
    },
  );

  test('its event is followed at once by a look, which is the last', async () => {
    const takesMs = 4.25 * minute;
    const { looks, lateMs } = await waitForAzure(what, { takesMs, eventAfterMs: 0 });
    expect(looks).toBe(3);
    expect(lateMs).toBeLessThanOrEqual(1000);
  });
});
