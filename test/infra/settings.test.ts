import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { platformVariables } from '../../shared/settings/platform-variables.ts';
import { buildSettingsSchema } from '../../shared/settings/settings-schema.ts';

const settingsSchema = buildSettingsSchema();

const folder = join(import.meta.dirname, '../../infra/tests');
const snapshots = readdirSync(folder)
  .filter((file) => file.endsWith('.snapshot.json'))
  .map((file) => [file.replace('.snapshot.json', ''), readNames(file)] as const)
  .filter(([, names]) => names.length > 0);

/** Names of the app settings of the function app. */
function readNames(file: string): string[] {
  const { predictedResources } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const settings = predictedResources.find(({ name }: { name: string }) => name.endsWith('/appsettings'));
  return Object.keys(settings?.properties ?? {});
}

/** The limits that a parameter sets, where it asks for another than that of the app. */
const limits = {
  largestPool: 'KATAPROOF_LARGEST_POOL',
  requireApproval: 'KATAPROOF_REQUIRE_APPROVAL',
  approvalHours: 'KATAPROOF_APPROVAL_HOURS',
  approvalFourEyes: 'KATAPROOF_APPROVAL_FOUR_EYES',
} as const;

const { properties = {} } = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' });
const setBy = new Map<string, string>([
  ...Object.entries(properties).map(([name, told]): [string, string] => [name, String(Object(told)['setBy'])]),
  ...Object.entries(platformVariables).map(([name, told]): [string, string] => [name, told.setBy]),
]);
const namesSetBy = (who: string) => [...setBy].filter(([, by]) => by === who).map(([name]) => name);

describe('the app settings that infra/main.bicep makes', () => {
  test('are those that the docs say it always sets, when nothing is asked for', () => {
    const [, defaults = []] = snapshots.find(([name]) => name === 'defaults') ?? [];
    expect([...defaults].sort()).toEqual(namesSetBy('infra').sort());
  });

  test.each(snapshots)('are settings that the code reads, and none for laptops: %s', (_, names) => {
    const may = ['infra', 'infra-optional', 'appSettings'];
    expect(names.filter((name) => !may.includes(setBy.get(name) ?? ''))).toEqual([]);
    expect(namesSetBy('infra').filter((name) => !names.includes(name))).toEqual([]);
  });

  test('are in some case all those that the docs say a parameter asks for', () => {
    const ever = new Set(snapshots.flatMap(([, names]) => names));
    expect(namesSetBy('infra-optional').filter((name) => !ever.has(name))).toEqual([]);
  });

  test.each(Object.entries(limits))('%s has the bounds and the default of %s', (parameter, setting) => {
    const template = JSON.parse(readFileSync(join(folder, '../azuredeploy.json'), 'utf8'));
    const { defaultValue, minValue, maxValue } = template.parameters[parameter];
    const schema = settingsSchema.shape[setting];
    const reads = (value: unknown) => schema.safeParse(String(value));
    expect(schema.parse(undefined)).toBe(reads(defaultValue).data);
    if (minValue === undefined) return;
    expect([minValue - 1, minValue, maxValue, maxValue + 1].map((value) => reads(value).success)).toEqual([
      ...[false, true, true, false],
    ]);
  });

  test('are the limits that are asked for', () => {
    const { predictedResources } = JSON.parse(readFileSync(join(folder, 'everything.snapshot.json'), 'utf8'));
    const found = predictedResources.find(({ name }: { name: string }) => name.endsWith('/appsettings'));
    expect(found.properties).toMatchObject({
      KATAPROOF_LARGEST_POOL: '10',
      KATAPROOF_ALLOWED_VM_SIZES: 'Standard_D4s_v5,Standard_D*ds_v6',
      KATAPROOF_REQUIRE_APPROVAL: 'true',
      KATAPROOF_APPROVAL_HOURS: '72',
      KATAPROOF_APPROVAL_FOUR_EYES: 'false',
      KATAPROOF_RUN_COMMAND: 'when-unreachable',
    });
  });
});
