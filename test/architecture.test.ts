import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/**
 * dependency-cruiser checks who may import whom. This file checks two things that it cannot see: that some imports are
 * types only, and that there is no circle between a folder and its own sub-folder.
 */
const root = join(import.meta.dirname, '..');

interface Import {
  file: string;
  from: string;
  typeOnly: boolean;
}

function listImports(folder: string): Import[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !file.includes('node_modules'),
  );
  return files.flatMap((file) => {
    const source = readFileSync(join(root, folder, file), 'utf8');
    const statements = [...source.matchAll(/^(?:import|export)\s+(type\s)?([^;']*?)from\s+'([^']+)'/gms)].map(
      ([, type, names = '', from = '']) => ({ from, typeOnly: type !== undefined || isOfTypes(names) }),
    );
    // For its effect alone, or within an expression or a type.
    const bare = [...source.matchAll(/\bimport(?:\s+|\s*\(\s*)'([^']+)'/g)].map(([, from = '']) => ({
      from,
      typeOnly: false,
    }));
    return [...statements, ...bare].map((found) => ({ file: join(folder, file), ...found }));
  });
}

/** `{ type A, type B }` imports nothing at run time either. */
function isOfTypes(names: string): boolean {
  const inner = /^\{(.*)\}\s*$/s.exec(names.trim())?.[1];
  return inner?.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type ')) ?? false;
}

const pure = [
  'plain',
  'clusters',
  'isolation',
  'preflight',
  'workloads',
  'manifests',
  'plans',
  'posture',
  'alerts',
  'runs',
  'evidence',
  'fleet',
  'events',
  'telemetry',
  'reports',
];

describe('imports that must be types alone', () => {
  test('ports have no code that runs', () => {
    const imports = listImports('shared/ports');
    expect(imports.length).toBeGreaterThan(5);
    expect(imports.filter((found) => !found.typeOnly)).toEqual([]);
  });

  test.each(pure)('shared/%s knows Azure and Kubernetes by their types only', (room) => {
    const clients = listImports(`shared/${room}`).filter(({ from }) => /^@(azure|kubernetes)\//.test(from));
    expect(clients.filter((found) => !found.typeOnly)).toEqual([]);
  });

  test('the workflow knows activities and ports by their types only', () => {
    const imports = listImports('shared/workflow').filter(({ from }) => /\/(ports|activities)\//.test(from));
    expect(imports.length).toBeGreaterThan(1);
    expect(imports.filter((found) => !found.typeOnly)).toEqual([]);
  });
});

test('the page knows the API by types alone', () => {
  const ours = listImports('page').filter(({ from }) => /^(zod$|.*\/(shared|functions)\/)/.test(from));
  expect(ours.length).toBeGreaterThan(3);
  expect(ours.filter((found) => !found.typeOnly)).toEqual([]);
});

test('the SDK of telemetry is imported where it is called: a cold start without telemetry does not load it', () => {
  const loading = ['shared', 'functions'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((file) => file.endsWith('.ts') && !file.startsWith('shared/exporters/'))
      .filter((file) => /^import\s(?!type\s)[^;]*?\/exporters\//m.test(readFileSync(join(root, file), 'utf8'))),
  );
  expect(loading).toEqual([]);
});

describe('an orchestration', () => {
  test('is told of outcomes by two files alone, which stand at Durable’s boundary', () => {
    const readers = ['shared', 'functions'].flatMap(listImports).filter(({ from }) => from.endsWith('/outcome.ts'));
    expect(readers.map(({ file }) => file).sort()).toEqual([
      'shared/activities/create-activities.ts',
      'shared/workflow/typed-call.ts',
    ]);
  });
});

/** Returns who imports whom. A folder's own files count as one node beside each of its sub-folders. */
function drawNeighbours(imports: Import[], folder: string): Map<string, Set<string>> {
  const houseOf = (file: string) => {
    const [first = '', ...rest] = file.slice(folder.length + 1).split('/');
    return rest.length > 0 ? `${folder}/${first}/` : `${folder}/*`;
  };
  const neighbours = new Map<string, Set<string>>();
  for (const { file, from } of imports) {
    const target = normalize(join(dirname(file), from));
    if (!from.startsWith('.') || !file.startsWith(`${folder}/`) || !target.startsWith(`${folder}/`)) continue;
    const [house, other] = [houseOf(file), houseOf(target)];
    if (house !== other) neighbours.set(house, (neighbours.get(house) ?? new Set()).add(other));
  }
  return neighbours;
}

/** Returns the first circle as a path, or null when there is none. */
function findCircle(neighbours: Map<string, Set<string>>): string | null {
  const cleared = new Set<string>();
  const walk = (house: string, way: string[]): string | null => {
    if (way.includes(house)) return [...way.slice(way.indexOf(house)), house].join(' → ');
    if (cleared.has(house)) return null;
    for (const next of neighbours.get(house) ?? []) {
      const circle = walk(next, [...way, house]);
      if (circle) return circle;
    }
    cleared.add(house);
    return null;
  };
  for (const house of neighbours.keys()) {
    const circle = walk(house, []);
    if (circle) return circle;
  }
  return null;
}

describe('folders', () => {
  test.each(['shared', 'functions', 'page', 'cli', 'emulator', 'scripts', 'test', 'bench'])(
    'of %s know no circle, at any depth',
    (top) => {
      const imports = listImports(top);
      const folders = new Set([top]);
      for (const { file } of imports)
        for (let folder = dirname(file); folder.length > top.length; folder = dirname(folder)) folders.add(folder);
      const circles = [...folders].map((folder) => findCircle(drawNeighbours(imports, folder))).filter(Boolean);
      expect(circles).toEqual([]);
    },
  );

  test('at the top know no circle', () => {
    const imports = ['shared', 'functions', 'page', 'cli', 'emulator', 'scripts', 'test', 'bench'].flatMap(listImports);
    const below = imports.map((found) => ({ ...found, file: join('root', found.file) }));
    expect(findCircle(drawNeighbours(below, 'root'))).toBeNull();
  });

  test('in a circle are found', () => {
    const there = { file: 'a/b/one.ts', from: '../two.ts', typeOnly: false };
    const back = { file: 'a/two.ts', from: './b/three.ts', typeOnly: true };
    expect(findCircle(drawNeighbours([there], 'a'))).toBeNull();
    expect(findCircle(drawNeighbours([there, back], 'a'))).toBe('a/b/ → a/* → a/b/');
  });
});

/** What is said to the log of an invocation, with the place. */
function listLogCalls(folder: string): { place: string; said: string }[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const source = readFileSync(join(root, folder, file), 'utf8');
      const calls = source.matchAll(/\bcontext\.(?:log|trace|info|warn|error)\(\s*([^\n]*(?:\n[^\n]*){0,3})/g);
      return [...calls].map(([, said = '']) => ({ place: `${folder}/${file}: ${said.split('\n')[0]}`, said }));
    });
}

/** Ours alone: a text without holes, or with numbers and ids that we make in its holes. */
const ours = /^(?:'[^']*'|`(?:[^`$]|\$\{(?:fleetId|before|instancesDeleted|delivered|failed)\})*`)/;

test('what is logged is one line, whoever wrote a part of it', () => {
  const calls = ['shared', 'functions'].flatMap(listLogCalls);
  expect(calls.length).toBeGreaterThan(8);
  expect(calls.filter(({ said }) => !/^oneLine\(/.test(said) && !ours.test(said)).map(({ place }) => place)).toEqual(
    [],
  );
});
