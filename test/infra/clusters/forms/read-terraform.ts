import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// biome-ignore lint/suspicious/noExplicitAny: a configuration holds values of every shape.
type Any = any;

/**
 * HashiCorp's own parser of HCL, which this package has as WebAssembly. Of its kin on npm, `@cdktf/hcl2json` ended with CDK
 * for Terraform, whose fork this is, and `hcl2-parser` has had no release since 2024. It is required and not imported, because
 * its types bring those of browsers into the whole program.
 */
const { parse } = createRequire(import.meta.url)('@cdktn/hcl2json') as {
  parse(name: string, text: string): Promise<Any>;
};

export interface TerraformFolder {
  /** Names of the files, and their texts. */
  files: Record<string, string>;
  terraform: { required_version: string; required_providers: Record<string, { source: string; version: string }>[] }[];
  variables: Record<string, { description?: string; type?: string; default?: Any; validation?: object[] }>;
  outputs: Record<string, { description?: string; value: string }>;
  /** Blocks of resources by type and name, with expressions as `${…}`. */
  resources: Record<string, Record<string, Any>>;
}

/** Reads a folder of Terraform files. Throws for a file that is no HCL. */
export async function readTerraform(folder: string): Promise<TerraformFolder> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.tf'));
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  const parsed: Any[] = [];
  for (const [name, text] of Object.entries(files)) parsed.push(await parse(name, text));
  const all = (kind: string): Any => Object.assign({}, ...parsed.map((file) => file[kind] ?? {}));
  const only = (blocks: Record<string, Any[]>) =>
    Object.fromEntries(Object.entries(blocks).map(([name, [block]]) => [name, block]));
  const resources = Object.entries<Record<string, Any[]>>(all('resource')).map(([type, named]) => [type, only(named)]);
  return {
    files,
    terraform: parsed.flatMap((file) => file['terraform'] ?? []),
    variables: only(all('variable')),
    outputs: only(all('output')),
    resources: Object.fromEntries(resources),
  };
}

/** Values of all variables: the defaults, but for those that are given. Throws for one that is missing or unknown. */
export function valuesOf({ variables }: TerraformFolder, given: Record<string, Any>): Record<string, Any> {
  for (const name of Object.keys(given)) if (!variables[name]) throw new Error(`There is no variable ${name}.`);
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => {
      if (given[name] === undefined && !('default' in variable)) throw new Error(`Variable ${name} is missing.`);
      return [name, given[name] ?? variable.default ?? null];
    }),
  );
}

/**
 * Evaluates what a block says, as far as the files of clusters need that: literals, variables, comparisons, conditions and
 * lists of one. References to other resources stay as they are. Throws for any other expression.
 */
export function evaluateBlock(value: Any, variables: Record<string, Any>): Any {
  if (Array.isArray(value)) return value.map((item) => evaluateBlock(item, variables));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, evaluateBlock(inner, variables)]));
  if (typeof value !== 'string' || !value.startsWith('${')) return value;
  return evaluateExpression(value.slice(2, -1), variables);
}

function evaluateExpression(text: string, variables: Record<string, Any>): Any {
  const expression = text.trim();
  const [condition, ends] = halves(expression, ' ? ');
  if (ends !== null) {
    const [yes, no] = halves(ends, ' : ');
    return evaluateExpression(evaluateExpression(condition, variables) ? yes : (no ?? 'null'), variables);
  }
  for (const [operator, holds] of [
    [' == ', true],
    [' != ', false],
  ] as const) {
    const [left, right] = halves(expression, operator);
    if (right !== null) return (evaluateExpression(left, variables) === evaluateExpression(right, variables)) === holds;
  }
  if (expression.startsWith('[')) return [evaluateExpression(expression.slice(1, -1), variables)];
  if (expression.startsWith('var.')) {
    const [name = '', ...path] = expression.slice('var.'.length).split('.');
    if (!(name in variables)) throw new Error(`There is no variable ${name}.`);
    return path.reduce((inner: Any, field) => inner?.[field], variables[name]) ?? null;
  }
  const [, range, host] = /^cidrhost\((var\.\w+), (\d+)\)$/.exec(expression) ?? [];
  if (range) return hostOf(evaluateExpression(range, variables), Number(host));
  if (/^(data\.)?azurerm_[\w.]+$/.test(expression)) return expression;
  return JSON.parse(expression);
}

/** Number 0 is the address of the range itself, as Terraform counts. */
export const hostOf = (range: string, host: number) => range.replace(/\.0\/\d+$/, `.${host}`);

function halves(text: string, separator: string): [string, string | null] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + separator.length)];
}
