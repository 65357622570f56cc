import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const keysSchema = z.object({
  masterKey: z.string(),
  hostKeys: z.record(z.string(), z.string()),
  systemKeys: z.record(z.string(), z.string()),
  functionKeys: z.record(z.string(), z.record(z.string(), z.string())),
});

/**
 * The keys of a function app: the master key, host keys, one system key for each extension, and keys for each function.
 */
export type FunctionKeys = z.infer<typeof keysSchema>;

export type SystemKey = 'durabletask_extension' | 'eventgrid_extension';

const newKey = (): string => randomBytes(32).toString('base64url');

function readKeys(path: string): FunctionKeys {
  if (existsSync(path)) return keysSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return { masterKey: newKey(), hostKeys: {}, systemKeys: {}, functionKeys: {} };
}

/**
 * Reads the keys in the file `path`, and makes and saves those that are missing. Throws when the file has another
 * format.
 */
export function openKeyStore(path: string, functionNames: readonly string[]): FunctionKeys {
  const keys = readKeys(path);
  keys.hostKeys['default'] ??= newKey();
  keys.systemKeys['durabletask_extension'] ??= newKey();
  keys.systemKeys['eventgrid_extension'] ??= newKey();
  for (const name of functionNames) keys.functionKeys[name] ??= { default: newKey() };
  writeFileSync(`${path}.new`, JSON.stringify(keys, undefined, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return keys;
}
