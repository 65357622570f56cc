import { basename, dirname, join, relative } from 'node:path';
import type { Bicep, BicepDiagnostic } from './open-bicep.ts';
import { trimTemplate } from './trim-template.ts';

/** Where every snapshot's deployment is said to happen: the same on every machine, and nobody's own. */
const place = {
  tenantId: '11111111-1111-1111-1111-111111111111',
  subscriptionId: '22222222-2222-2222-2222-222222222222',
  location: 'westeurope',
  deploymentName: 'kataproof',
};
const resourceGroup = 'rg-kataproof';

/** What follows from the Bicep files of a folder. */
export interface Generated {
  /** JSON documents by path: compiled templates and snapshots. */
  documents: Map<string, unknown>;
  /** Bicep files by path, as `bicep format` writes them. */
  formatted: Map<string, string>;
  /** What compiler and linter say, in one line each. Any of it is a failure. */
  problems: string[];
}

/** The committed ARM JSON of a template: beside it; azuredeploy.json, as Azure's galleries name it, for main.bicep. */
export const compiledPath = (template: string) =>
  join(
    dirname(template),
    basename(template) === 'main.bicep' ? 'azuredeploy.json' : `${basename(template, '.bicep')}.json`,
  );

export const snapshotPath = (parameters: string) => parameters.replace(/\.bicepparam$/, '.snapshot.json');

/**
 * Compiles every template and evaluates every parameters file. A Bicep file that no other one uses is a template, which
 * somebody deploys: it gets its ARM JSON. All paths are absolute.
 */
export async function generate(bicep: Bicep, root: string, paths: string[]): Promise<Generated> {
  const generated: Generated = { documents: new Map(), formatted: new Map(), problems: [] };
  const problems = new Set<string>();
  const report = (path: string, diagnostics: BicepDiagnostic[]) => {
    for (const { source, range, level, code, message } of diagnostics) {
      const where = relative(root, source.replace(/^file:\/\//, '')) || relative(root, path);
      problems.add(`${where}(${range.start.line + 1},${range.start.char + 1}): ${level} ${code}: ${message}`);
    }
  };
  for (const path of paths) generated.formatted.set(path, await bicep.format(path));
  for (const path of await findTemplates(bicep, paths)) {
    const { diagnostics, contents } = await bicep.compile(path);
    report(path, diagnostics);
    if (contents) generated.documents.set(compiledPath(path), trimTemplate(JSON.parse(contents)));
  }
  for (const path of paths.filter((each) => each.endsWith('.bicepparam'))) {
    const { diagnostics, template } = await bicep.compileParameters(path);
    report(path, diagnostics);
    if (!template) continue;
    const inGroup = /\/deploymentTemplate\.json/.test(JSON.parse(template).$schema);
    const snapshot = await bicep.snapshot(path, inGroup ? { ...place, resourceGroup } : place);
    generated.documents.set(snapshotPath(path), JSON.parse(snapshot));
  }
  generated.problems = [...problems].sort();
  return generated;
}

async function findTemplates(bicep: Bicep, paths: string[]): Promise<string[]> {
  const modules = paths.filter((path) => path.endsWith('.bicep'));
  const used = new Set<string>();
  for (const path of modules) for (const file of await bicep.references(path)) if (file !== path) used.add(file);
  return modules.filter((path) => !used.has(path));
}
