import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { KubectlError } from './call-api.ts';

/** Where kubectl reads its files from. */
export interface KubectlInput {
  /** Rejects when there is no such file. */
  readFile(path: string): Promise<string>;
  stdin(): string;
}

export type Manifest = z.infer<typeof manifest>;

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string().optional(), namespace: z.string().optional() }),
});

/** Reads a file, or standard input for `-`. Throws kubectl's error when there is none. */
export async function readInput(input: KubectlInput, path: string): Promise<string> {
  if (path === '-') return input.stdin();
  try {
    return await input.readFile(path);
  } catch {
    throw new KubectlError(`error: the path "${path}" does not exist`);
  }
}

/** Reads the manifests of files, those of lists one by one. Throws kubectl's errors. */
export async function readManifests(input: KubectlInput, paths: readonly string[]): Promise<Manifest[]> {
  if (paths.length === 0) throw new KubectlError('error: must specify one of -f and -k');
  const found: Manifest[] = [];
  for (const path of paths)
    for (const document of parseAllDocuments(await readInput(input, path))) {
      const [problem] = document.errors;
      if (problem) throw new KubectlError(`error: error parsing ${path}: ${problem.message.split('\n')[0]}`);
      const value: unknown = document.toJS();
      if (value !== null && value !== undefined) found.push(...parseManifest(value, path));
    }
  if (found.length === 0) throw new KubectlError('error: no objects passed to apply');
  return found;
}

function parseManifest(value: unknown, path: string): Manifest[] {
  const list = z.object({ kind: z.literal('List'), items: z.array(z.unknown()) }).safeParse(value);
  if (list.success) return list.data.items.flatMap((item) => parseManifest(item, path));
  const parsed = manifest.safeParse(value);
  if (!parsed.success)
    throw new KubectlError(
      `error: error validating "${path}": error validating data: [apiVersion not set, kind not set]; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
  return [parsed.data];
}
