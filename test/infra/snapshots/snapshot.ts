import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const infra = join(import.meta.dirname, '..', '..', '..', 'infra');

/** A resource as a snapshot has it: evaluated, but for what only Azure knows, which stays an expression in brackets. */
export interface PredictedResource {
  id: string;
  type: string;
  name: string;
  location?: string;
  kind?: string;
  tags?: Record<string, string>;
  sku?: Record<string, unknown>;
  identity?: { type: string; userAssignedIdentities?: Record<string, unknown> };
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has properties of its own.
  properties?: any;
}

/** What `bicep snapshot` makes of a parameters file: everything that a deployment would create. */
export interface Snapshot {
  predictedResources: PredictedResource[];
  diagnostics: unknown[];
  outputs?: Record<string, unknown>;
}

const parameterFiles = readdirSync(join(infra, 'tests')).filter((file) => file.endsWith('.bicepparam'));
const isWhole = (file: string) => /^using '\.\.\/main\.bicep'/.test(readFileSync(join(infra, 'tests', file), 'utf8'));
const withoutEnding = (file: string) => file.replace('.bicepparam', '');

/** Names of the parameters files of main.bicep, each of which has a snapshot. */
export const snapshotNames = parameterFiles.filter(isWhole).map(withoutEnding);
/** Names of those of other templates, which add something to a deployment of main.bicep. */
export const partNames = parameterFiles.filter((file) => !isWhole(file)).map(withoutEnding);

export const readSnapshot = (name: string): Snapshot =>
  JSON.parse(readFileSync(join(infra, 'tests', `${name}.snapshot.json`), 'utf8'));

/** Resources of a type, without regard to case. */
export const ofType = ({ predictedResources }: Snapshot, type: string): PredictedResource[] =>
  predictedResources.filter((resource) => resource.type.toLowerCase() === type.toLowerCase());

/** The one resource of a type; throws when there is none or another one. */
export function theOne(snapshot: Snapshot, type: string): PredictedResource {
  const [first, ...others] = ofType(snapshot, type);
  if (!first || others.length > 0) throw new Error(`There are ${others.length + (first ? 1 : 0)} of ${type}.`);
  return first;
}

/** The application settings of the function app. */
export const settingsOf = (snapshot: Snapshot): Record<string, string> =>
  snapshot.predictedResources.find(
    ({ name, type }) => type === 'Microsoft.Web/sites/config' && name.endsWith('/appsettings'),
  )?.properties ?? {};
