import { type CallApi, isNotFound, KubectlError } from './call-api.ts';
import { getObjects, NothingFound } from './get-objects.ts';
import { type KubectlInput, readInput } from './manifests.ts';
import { type CommandLine, namespaceOf, parseCommandLine } from './parse-command-line.ts';
import { findType, readResourceTypes } from './resource-types.ts';
import { applyObjects, createObjects, deleteObjects } from './write-objects.ts';

export interface Ended {
  stdout: string;
  stderr: string;
  exitCode: number;
}

type Command = (call: CallApi, input: KubectlInput, line: CommandLine) => Promise<string>;

/** The commands that this kubectl has. Those of the real one that it lacks are told as not emulated. */
const commands: Record<string, Command> = {
  get: (call, input, line) => sendRaw(call, input, line, 'GET') ?? getObjects(call, line),
  create: (call, input, line) => sendRaw(call, input, line, 'POST') ?? createObjects(call, input, line),
  replace: (call, input, line) => sendRaw(call, input, line, 'PUT') ?? notEmulated('replace without --raw'),
  delete: (call, input, line) => sendRaw(call, input, line, 'DELETE') ?? deleteObjects(call, input, line),
  apply: applyObjects,
  logs: (call, _, line) => readLogs(call, line),
  version: (call, _, line) => tellVersion(call, line),
  auth: (call, _, line) => canI(call, line),
  'api-resources': (call) => listTypes(call),
};

const ofTheRealOne = (
  'annotate attach certificate cluster-info config cordon cp debug describe diff drain edit events exec explain expose ' +
  'kustomize label options patch plugin port-forward proxy rollout run scale set taint top uncordon wait'
).split(' ');

const clientVersion = 'Client Version: v1.34.2\nKustomize Version: v5.7.1\n';

/**
 * A small kubectl: the verbs that people try first, with the words of the real one (1.32 was the model). What it lacks it
 * says.
 */
export async function runKubectl(args: readonly string[], call: CallApi, input: KubectlInput): Promise<Ended> {
  try {
    const line = parseCommandLine(args);
    const [name] = line.words;
    if (name === undefined || name === 'help') return { stdout: usage(), stderr: '', exitCode: 0 };
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command) return { stdout: await command(call, input, line), stderr: '', exitCode: 0 };
    if (ofTheRealOne.includes(name)) return failed(`error: kubectl ${name} is not emulated. ${usage()}`);
    return failed(`error: unknown command "${name}" for "kubectl"\n`);
  } catch (error) {
    if (error instanceof NothingFound) return { stdout: '', stderr: `${error.message}\n`, exitCode: 0 };
    if (error instanceof KubectlError) return failed(`${error.message}\n`);
    throw error;
  }
}

function failed(stderr: string): Ended {
  return { stdout: '', stderr, exitCode: 1 };
}

function usage(): string {
  return `There are: ${Object.keys(commands).sort().join(', ')}.\n`;
}

function notEmulated(what: string): never {
  throw new KubectlError(`error: kubectl ${what} is not emulated.`);
}

/** Sends what `--raw` names as it is, and prints the answer as it comes; null without `--raw`. */
function sendRaw(call: CallApi, input: KubectlInput, line: CommandLine, method: string): Promise<string> | null {
  const { raw } = line.flags;
  if (raw === undefined) return null;
  if (!raw.startsWith('/')) throw new KubectlError(`error: --raw must be a valid URL path: ${raw}`);
  const [file] = line.files;
  if (file === undefined) {
    if (method === 'POST' || method === 'PUT')
      throw new KubectlError('error: --raw can only use a single local file or stdin');
    return call({ method, path: raw });
  }
  return readInput(input, file).then((body) => call({ method, path: raw, body }));
}

async function readLogs(call: CallApi, line: CommandLine): Promise<string> {
  const name = line.words[1]?.replace(/^pods?\//, '');
  if (!name) throw new KubectlError("error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.");
  const query = new URLSearchParams();
  if (line.flags['container']) query.set('container', line.flags['container']);
  if (line.flags['tail']) query.set('tailLines', line.flags['tail']);
  if (line.flags['limit-bytes']) query.set('limitBytes', line.flags['limit-bytes']);
  if (line.flags['previous']) query.set('previous', 'true');
  const namespace = namespaceOf(line) ?? 'default';
  const pod = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
  return call({ method: 'GET', path: `${pod}/log?${query}` }).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    throw new KubectlError(`error: error from server (NotFound): pods "${name}" not found in namespace "${namespace}"`);
  });
}

async function tellVersion(call: CallApi, line: CommandLine): Promise<string> {
  if (line.flags['client']) return clientVersion;
  const { gitVersion } = JSON.parse(await call({ method: 'GET', path: '/version' })) as { gitVersion: string };
  return `${clientVersion}Server Version: ${gitVersion}\n`;
}

/** `kubectl auth can-i VERB TYPE`. A no has exit code 1. */
async function canI(call: CallApi, line: CommandLine): Promise<string> {
  const [, what, verb, type] = line.words;
  if (what !== 'can-i' || verb === undefined || type === undefined)
    return notEmulated(`auth ${what ?? ''} in this form; auth can-i VERB TYPE is`);
  const { plural, groupVersion, namespaced } = findType(await readResourceTypes(call), type);
  const group = groupVersion.includes('/') ? (groupVersion.split('/')[0] ?? '') : '';
  const namespace = namespaced ? (namespaceOf(line) ?? '') : '';
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb, group, resource: plural, namespace } },
  };
  const answer = await call({
    ...{ method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews' },
    ...{ body: JSON.stringify(review), contentType: 'application/json' },
  });
  const { status } = JSON.parse(answer) as { status?: { allowed?: boolean } };
  if (status?.allowed) return 'yes\n';
  throw new KubectlError('no');
}

async function listTypes(call: CallApi): Promise<string> {
  const rows = (await readResourceTypes(call)).map(({ plural, shortNames, groupVersion, namespaced, kind }) => [
    ...[plural, shortNames.join(','), groupVersion, String(namespaced), kind],
  ]);
  const lines = [['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)) + 3);
  return lines.map((line) => `${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('')}\n`).join('');
}
