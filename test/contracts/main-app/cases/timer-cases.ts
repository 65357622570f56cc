import assert from 'node:assert/strict';
import { eventually } from '../../../support/eventually.ts';
import { ask } from '../../../support/functions-host/conformance-target.ts';
import { durablePath, type InstanceStatus } from '../../functions-host/cases/orchestration.ts';
import { readFunctionsTriggeredBy } from './golden-functions.ts';
import type { MainAppCase } from './main-app-case.ts';

const fire = (name: string) => `/admin/functions/${name}`;

export const timerCases: readonly MainAppCase[] = [
  ...readFunctionsTriggeredBy('timerTrigger').flatMap((name): MainAppCase[] => [
    {
      name: `timers: ${name} is run by the admin endpoint`,
      needs: 'emulated-azure',
      async run(target) {
        const answer = await ask(target, fire(name), { body: { input: '' } });
        assert.deepEqual([answer.status, answer.text], [202, '']);
      },
    },
    {
      name: `timers: ${name} is not run without the master key`,
      needs: 'keys',
      async run(target) {
        for (const key of [null, 'wrong'])
          assert.equal((await ask(target, fire(name), { body: { input: '' }, key })).status, 401);
      },
    },
  ]),
  {
    name: 'timers: the sweep of everyHourSweep runs to its end',
    needs: 'emulated-azure',
    async run(target) {
      const since = Math.floor(Date.now() / 1000) * 1000;
      await ask(target, fire('everyHourSweep'), { body: { input: '' } });
      const status = await eventually('the sweep', async () => {
        const answer = await ask(target, `${durablePath}/instances/sweep`);
        if (answer.status !== 200) return undefined;
        const found = answer.json() as InstanceStatus;
        return Date.parse(found.createdTime) >= since || found.runtimeStatus !== 'Completed' ? found : undefined;
      });
      assert.equal(status.runtimeStatus, 'Completed', JSON.stringify(status.output));
    },
  },
  {
    name: 'timers: a function that does not exist is not run',
    needs: 'master-key',
    async run(target) {
      assert.equal((await ask(target, fire('nobody'), { body: { input: '' } })).status, 404);
    },
  },
];
