import { hostOf } from './read-terraform.ts';

// biome-ignore lint/suspicious/noExplicitAny: a template holds values of every shape.
type Any = any;

interface Template {
  parameters: Record<string, { defaultValue?: Any; nullable?: boolean }>;
  functions?: {
    namespace: string;
    members: Record<string, { parameters: { name: string }[]; output: { value: Any } }>;
  }[];
  resources: Record<string, { existing?: boolean; type: string; [field: string]: Any }>;
}

/** Where the template is deployed, as the snapshots beside the templates have it. */
const resourceGroup = { location: 'westeurope' };

/**
 * Evaluates the resources of a compiled template as Azure would, as far as the templates of clusters need that. Throws
 * for a function that it does not know and for a parameter that is missing.
 */
export function evaluateArm(template: Template, given: Record<string, Any>): Record<string, Any>[] {
  const values: Record<string, Any> = {};
  const evaluate = createEvaluator(template, values);
  for (const name of Object.keys(given))
    if (!template.parameters[name]) throw new Error(`The template has no parameter ${name}.`);
  for (const [name, { defaultValue, nullable }] of Object.entries(template.parameters)) {
    if (given[name] === undefined && defaultValue === undefined && !nullable) throw new Error(`${name} is missing.`);
    values[name] = given[name] ?? evaluate(defaultValue ?? null, values);
  }
  return Object.values(template.resources)
    .filter(({ existing }) => !existing)
    .map(({ dependsOn: _dependsOn, ...resource }) => evaluate(resource, values));
}

type Evaluate = (value: Any, parameters: Record<string, Any>) => Any;

function createEvaluator({ functions = [] }: Template, top: Record<string, Any>): Evaluate {
  const own = new Map(
    functions.flatMap(({ namespace, members }) =>
      Object.entries(members).map(([name, member]): [string, typeof member] => [`${namespace}.${name}`, member]),
    ),
  );
  const call = (name: string, args: Any[], parameters: Record<string, Any>): Any => {
    const member = own.get(name);
    if (member) {
      const inner = Object.fromEntries(member.parameters.map(({ name: parameter }, index) => [parameter, args[index]]));
      return evaluate(member.output.value, inner);
    }
    if (name === 'parameters') return (parameters[args[0]] ?? top[args[0]]) as Any;
    const known = builtIn[name];
    if (!known) throw new Error(`The function ${name} is not known here.`);
    return known(...args);
  };
  const evaluate: Evaluate = (value, parameters) => {
    if (Array.isArray(value)) return value.map((item) => evaluate(item, parameters));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, evaluate(inner, parameters)]));
    if (typeof value !== 'string' || !value.startsWith('[') || value.startsWith('[[')) return value;
    return evaluateExpression(value.slice(1, -1), (name, args) => call(name, args, parameters));
  };
  return evaluate;
}

const isEmpty = (value: Any) =>
  typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : !value;

const builtIn: Record<string, (...args: Any[]) => Any> = {
  null: () => null,
  if: (condition, yes, no) => (condition ? yes : no),
  not: (value) => !value,
  or: (...values) => values.some(Boolean),
  equals: (one, other) => (one ?? null) === (other ?? null),
  empty: isEmpty,
  format: (text: string, ...args) => text.replace(/\{(\d)\}/g, (_match, index: string) => String(args[Number(index)])),
  createArray: (...items) => items,
  createObject: (...items) =>
    Object.fromEntries(items.flatMap((name, index) => (index % 2 === 0 ? [[name, items[index + 1]]] : []))),
  shallowMerge: (objects: object[]) => Object.assign({}, ...objects),
  tryGet: (object, name) => object?.[name] ?? null,
  resourceGroup: () => resourceGroup,
  // Azure counts from the first address after that of the range.
  cidrHost: (range: string, host: number) => hostOf(range, host + 1),
};

/** Reads one expression: a literal, or a call with what is taken of its result, such as `f(1, 'a').b`. */
function evaluateExpression(text: string, call: (name: string, args: Any[]) => Any): Any {
  let at = 0;
  const skip = () => {
    while (text[at] === ' ') at += 1;
  };
  const word = () => {
    const start = at;
    while (/[\w.]/.test(text[at] ?? '')) at += 1;
    return text.slice(start, at);
  };
  const quoted = () => {
    const end = text.indexOf("'", at + 1);
    const found = text.slice(at + 1, end);
    at = end + 1;
    return found;
  };
  const read = (): Any => {
    skip();
    if (text[at] === "'") return quoted();
    const name = word();
    if (text[at] !== '(') return JSON.parse(name);
    at += 1;
    const args: Any[] = [];
    for (skip(); text[at] !== ')'; skip()) {
      args.push(read());
      skip();
      if (text[at] === ',') at += 1;
    }
    at += 1;
    const path = word().split('.').filter(Boolean);
    return path.reduce((value: Any, field) => value?.[field], call(name, args));
  };
  const value = read();
  if (at !== text.length) throw new Error(`Nobody read the end of ${text}: ${text.slice(at)}`);
  return value;
}
