import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The options of a binding that both hosts report. Names of bindings are hashes of the options, and `properties` are
 * only for the worker.
 */
export interface GoldenBinding {
  type: string;
  direction: string;
  route?: string;
  methods?: string[];
  authLevel?: string;
  schedule?: string;
}

export interface GoldenFunction {
  name: string;
  bindings: GoldenBinding[];
}

/** A function as `GET /admin/functions` answers it. */
export interface ListedFunction {
  name: string;
  config: { bindings: (Record<string, unknown> & { type: string; direction: string })[] };
}

const path = fileURLToPath(new URL('./functions.golden.json', import.meta.url));

function toGolden({ name, config }: ListedFunction): GoldenFunction {
  const bindings = config.bindings.map(({ type, direction, route, methods, authLevel, schedule }) => ({
    type,
    direction: direction.toLowerCase(),
    ...(typeof route === 'string' && { route }),
    ...(Array.isArray(methods) && { methods: methods.map((method) => String(method).toUpperCase()).sort() }),
    ...(typeof authLevel === 'string' && { authLevel: authLevel.toLowerCase() }),
    ...(typeof schedule === 'string' && { schedule }),
  }));
  const order = ({ type, direction }: GoldenBinding) => `${type} ${direction}`;
  return { name, bindings: bindings.sort((a, b) => order(a).localeCompare(order(b))) };
}

/** Builds the content of the golden file from a list of functions, in the order of their names. */
export function toGoldenFunctions(listed: readonly ListedFunction[]): GoldenFunction[] {
  return listed.map(toGolden).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Reads the functions that the app must register. */
export const readGoldenFunctions = (): GoldenFunction[] => JSON.parse(readFileSync(path, 'utf8')) as GoldenFunction[];

/** Writes the golden file and returns its path. */
export function writeGoldenFunctions(functions: readonly GoldenFunction[]): string {
  writeFileSync(path, `${JSON.stringify(functions, null, 2)}\n`);
  return path;
}

const toLine = ({ name, bindings }: GoldenFunction): string =>
  `${name}: ${bindings.map((binding) => Object.values(binding).join(' ')).join('; ')}`;

/**
 * Lists the functions that are missing (-) and those that are not in the golden file (+), one on each line. The list is
 * empty when both agree.
 */
export function compareFunctions(golden: readonly GoldenFunction[], actual: readonly GoldenFunction[]): string[] {
  const [wanted, found] = [golden.map(toLine), actual.map(toLine)];
  return [
    ...wanted.filter((line) => !found.includes(line)).map((line) => `- ${line}`),
    ...found.filter((line) => !wanted.includes(line)).map((line) => `+ ${line}`),
  ].sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1));
}

export interface HttpFunction {
  name: string;
  route: string;
  methods: string[];
  authLevel: string;
}

/** The function that refuses what no operation takes; it is none itself. */
export const refusing = 'zUnknownOperation';

/** Reads the app's operations from the golden file. */
export function readHttpFunctions(): HttpFunction[] {
  const operations = readGoldenFunctions().filter(({ name }) => name !== refusing);
  return operations.flatMap(({ name, bindings }) =>
    bindings
      .filter(({ type }) => type === 'httpTrigger')
      .map(({ route = name, methods = [], authLevel = '' }) => ({ name, route, methods, authLevel })),
  );
}

/** Reads the names of the functions with this trigger from the golden file. */
export function readFunctionsTriggeredBy(type: string): string[] {
  return readGoldenFunctions()
    .filter(({ bindings }) => bindings.some((binding) => binding.type === type))
    .map(({ name }) => name);
}
