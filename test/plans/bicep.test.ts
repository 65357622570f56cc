import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildPlan } from '../../shared/plans/build-plan.ts';
import { everything, orderOf } from './sample-orders.ts';

/** Where `npm run infra` keeps the Bicep CLI; none where it never ran, or has no .NET. */
const home = '.local/bicep';
const [version] = existsSync(home) ? readdirSync(home).filter((name) => name.startsWith('bicep-')) : [];
const program = version && join(home, version, 'bicep');
if (!program) console.warn('SKIPPED: no Bicep CLI here, so no plan is compiled. `npm run infra` fetches it.');

type Resource = { type: string; name: string; properties: Record<string, unknown> };

/** Compiles a text. Throws with what the compiler says of it. */
function compile(text: string): Resource[] {
  const folder = mkdtempSync(join(tmpdir(), 'plan-'));
  try {
    const file = join(folder, 'plan.bicep');
    writeFileSync(file, text);
    const output = execFileSync(program ?? '', ['build', '--stdout', file], { encoding: 'utf8' });
    const { resources } = JSON.parse(output) as { resources: Resource[] | Record<string, Resource> };
    return Object.values(resources);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const cases = [
  ['a pool with everything', orderOf(everything)],
  ['a pool with nothing', orderOf({ name: 'kata' })],
  ['a new cluster', orderOf(everything, { location: 'westus2' })],
] as const;

(program ? describe : describe.skip)('the plan in Bicep', () => {
  test.each(cases)('%s is compiled to what the ARM template says', (_name, order) => {
    const { bicep, armTemplate } = buildPlan(order);
    const compiled = compile(bicep).filter(({ properties }) => properties);
    const planned = JSON.parse(armTemplate).resources as Resource[];
    const bodies = (resources: Resource[]) => resources.map(({ type, properties }) => ({ type, properties }));
    expect(bodies(compiled)).toEqual(bodies(planned));
  });
});
