import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What both hosts tell of a binding; binding names are hashes of the options, `properties` are for the worker alone. */
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

/** As `GET /admin/functions` answers. */
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

/** What the golden file would be for that list, in order of name. */
export function toGoldenFunctions(listed: readonly ListedFunction[]): GoldenFunction[] {
  return listed.map(toGolden).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The functions that the app must register. */
export const readGoldenFunctions = (): GoldenFunction[] => JSON.parse(readFileSync(path, 'utf8')) as GoldenFunction[];

/** Returns the file's path. */
export function writeGoldenFunctions(functions: readonly GoldenFunction[]): string {
  writeFileSync(path, `${JSON.stringify(functions, null, 2)}\n`);
  return path;
}

const toLine = ({ name, bindings }: GoldenFunction): string =>
  `${name}: ${bindings.map((binding) => Object.values(binding).join(' ')).join('; ')}`;

/** Functions that are missing (-) and that are there beyond the golden file (+), one line each; none when all agree. */
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

/** The app's HTTP functions, of the golden file. */
export function readHttpFunctions(): HttpFunction[] {
  return readGoldenFunctions().flatMap(({ name, bindings }) =>
    bindings
      .filter(({ type }) => type === 'httpTrigger')
      .map(({ route = name, methods = [], authLevel = '' }) => ({ name, route, methods, authLevel })),
  );
}

/** Names of the functions with that trigger, of the golden file. */
export function readFunctionsTriggeredBy(type: string): string[] {
  return readGoldenFunctions()
    .filter(({ bindings }) => bindings.some((binding) => binding.type === type))
    .map(({ name }) => name);
}
