import assert from 'node:assert/strict';
import { eventually } from '../../../support/eventually.ts';
import { ask, type ConformanceTarget } from '../../../support/functions-host/conformance-target.ts';
import type { ConformanceCase } from './conformance-case.ts';

interface Tick {
  isPastDue: boolean;
  schedule: { adjustForDST: boolean };
  scheduleStatus?: { last: string; next: string; lastUpdated: string };
}

const ticks = async (target: ConformanceTarget): Promise<Tick[]> => (await ask(target, '/api/ticks')).json() as Tick[];

export const timerCases: ConformanceCase[] = [
  {
    name: 'timers: the admin endpoint runs a timer function and answers 202 at once',
    needs: 'master-key',
    async run(target) {
      const before = (await ticks(target)).length;
      const answer = await ask(target, '/admin/functions/onceAYear', { body: { input: '' } });
      assert.deepEqual([answer.status, answer.text], [202, '']);
      const tick = await eventually('the timer', async () => (await ticks(target))[before]);
      assert.equal(tick.isPastDue, false);
      assert.equal(typeof tick.schedule.adjustForDST, 'boolean');
    },
  },
  {
    name: 'timers: the admin endpoint answers 404 for a function that does not exist',
    needs: 'master-key',
    async run(target) {
      assert.equal((await ask(target, '/admin/functions/nobody', { body: { input: '' } })).status, 404);
    },
  },
];
