import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asRecord } from '../../shared/plain/as-record.ts';
import { isRecord } from '../../shared/plain/is-record.ts';
import { WrongArguments } from '../command-line/command.ts';
import { clusterUsage, readCluster } from './read-cluster.ts';

/** What a provisioning is asked for with. The app checks it: what it takes is told in one place. */
export const provisioningFlags = {
  cluster: { type: 'string' },
  'node-pool': { type: 'string' },
  'vm-size': { type: 'string' },
  count: { type: 'string' },
  taint: { type: 'string', multiple: true },
  label: { type: 'string', multiple: true },
  cleanup: { type: 'string' },
  quarantine: { type: 'boolean' },
  body: { type: 'string' },
} as const;

export const provisioningUsage = `${clusterUsage}
  --node-pool POOL        name of the pool
  --vm-size SIZE          such as Standard_D4s_v5
  --count N               number of nodes
  --taint KEY=VALUE:EFFECT, --label KEY=VALUE   once for each
  --cleanup POLICY        keep, delete-on-failure or always-delete
  --quarantine            nothing may run there until the verdict is isolated
  --body FILE             the whole request as JSON or YAML (- for stdin); the other options win over it`;

interface Given {
  cluster?: string;
  'node-pool'?: string;
  'vm-size'?: string;
  count?: string;
  taint?: string[];
  label?: string[];
  cleanup?: string;
  quarantine?: boolean;
  body?: string;
}

/** Builds the body of a provisioning, or of a preflight of it. Throws WrongArguments. */
export function readProvisioning(given: Given): Record<string, unknown> {
  const body = given.body === undefined ? {} : readBody(given.body);
  if (!given['node-pool'] && body['nodePool'] === undefined)
    throw new WrongArguments('Which pool? Name it with --node-pool.');
  const pool = isRecord(body['nodePool']) ? body['nodePool'] : {};
  const { 'node-pool': name, 'vm-size': vmSize, count, taint, label, cleanup, quarantine } = given;
  const nodePool = {
    ...pool,
    ...(name && { name }),
    ...(vmSize && { vmSize }),
    ...(count !== undefined && { count: readCount(count) }),
    ...(taint && { nodeTaints: taint }),
    ...(label && { nodeLabels: Object.fromEntries(label.map(splitLabel)) }),
  };
  return {
    ...body,
    ...((given.cluster || body['cluster'] === undefined) && { cluster: readCluster(given.cluster) }),
    nodePool,
    ...(cleanup && { cleanup }),
    ...(quarantine && { quarantine }),
  };
}

function readCount(count: string): number {
  if (!/^\d{1,6}$/.test(count)) throw new WrongArguments(`--count must be a whole number, not "${count}".`);
  return Number(count);
}

function splitLabel(label: string): [string, string] {
  const at = label.indexOf('=');
  if (at < 1) throw new WrongArguments(`--label must be KEY=VALUE, not "${label}".`);
  return [label.slice(0, at), label.slice(at + 1)];
}

function readBody(path: string): Record<string, unknown> {
  const body = parseText(path, readText(path));
  if (!isRecord(body)) throw new WrongArguments(`${path} must hold one object.`);
  return body;
}

/** The text of a file, or of stdin for `-`. Throws WrongArguments. */
export function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    const { code } = asRecord(error);
    if (code === 'ENOENT') throw new WrongArguments(`There is no file ${path}.`);
    if (code === 'EISDIR') throw new WrongArguments(`${path} is a folder. Name its files: ${join(path, '*.yaml')}`);
    throw new WrongArguments(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseText(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new WrongArguments(`${path} is neither JSON nor YAML.`);
  }
}
