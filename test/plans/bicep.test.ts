import { describe, expect, test } from '@jest/globals';
import { buildPlan } from '../../shared/plans/build-plan.ts';
import type { PlanOrder } from '../../shared/plans/plan-order.ts';
import { compileBicep, findBicep } from '../support/compile-bicep.ts';
import { allOrders } from './sample-orders.ts';

if (!findBicep()) console.warn('SKIPPED: no Bicep CLI here, so no plan is compiled. `npm run infra` fetches it.');

interface Body {
  type: string;
  apiVersion: string;
  properties: object;
}

(findBicep() ? describe : describe.skip)('the plan in Bicep', () => {
  // The compiler knows the types of each api-version: one that is not there, or a property of a wrong type, is a warning.
  test.each(allOrders)('of %s is compiled without a warning to what the ARM template says', (_name, order) => {
    const { bicep, armTemplate } = buildPlan(order);
    const { resources, complaints } = compileBicep(bicep);
    expect(complaints).toBe('');
    const bodies = (all: Body[]) => all.map(({ type, apiVersion, properties }) => ({ type, apiVersion, properties }));
    expect(bodies(resources)).toEqual(bodies(JSON.parse(armTemplate).resources));
  });

  test('a version that is not there is found: the compiler really looks', () => {
    const [[, order] = []] = allOrders;
    const { bicep } = buildPlan(order as PlanOrder);
    expect(compileBicep(bicep.replaceAll('@2025-10-01', '@2025-10-02')).complaints).toContain('BCP081');
  });
});
