import { type CallApi, isNotFound, KubectlError } from './call-api.ts';
import { parseWanted } from './get-objects.ts';
import { type KubectlInput, type Manifest, readManifests } from './manifests.ts';
import { type CommandLine, namespaceOf } from './parse-command-line.ts';
import { nameOf, pathOf, type ResourceType, readResourceTypes, typeOfManifest } from './resource-types.ts';

const json = 'application/json';

interface Placed {
  manifest: Manifest;
  type: ResourceType;
  namespace: string;
  name: string;
}

/** `kubectl create -f`, and `kubectl create namespace NAME`. */
export async function createObjects(call: CallApi, input: KubectlInput, line: CommandLine): Promise<string> {
  const [, what, name] = line.words;
  const isNamespace = what === 'namespace' || what === 'ns';
  if (what !== undefined && !(isNamespace && name))
    throw new KubectlError(
      `error: kubectl create ${what} is not emulated; create -f FILE, --raw and namespace NAME are`,
    );
  const types = await readResourceTypes(call);
  const manifests = isNamespace
    ? [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: name ?? '' } }]
    : await readManifests(input, line.files);
  const printed: string[] = [];
  for (const manifest of manifests) {
    const { type, namespace } = place(types, line, manifest);
    const body = JSON.stringify(manifest);
    const made = await call({ method: 'POST', path: pathOf(type, namespace), body, contentType: json }).catch(
      tellFile('creating', line),
    );
    printed.push(`${nameOf(type, createdName(made))} created\n`);
  }
  return printed.join('');
}

/** `kubectl apply -f`: creates what is not there and patches what is. */
export async function applyObjects(call: CallApi, input: KubectlInput, line: CommandLine): Promise<string> {
  const types = await readResourceTypes(call);
  const printed: string[] = [];
  for (const manifest of await readManifests(input, line.files)) {
    const { type, namespace, name } = place(types, line, manifest);
    const path = pathOf(type, namespace, name);
    const before = await call({ method: 'GET', path }).catch(orNull);
    const body = JSON.stringify(manifest);
    if (before === null) {
      await call({ method: 'POST', path: pathOf(type, namespace), body, contentType: json });
      printed.push(`${nameOf(type, name)} created\n`);
      continue;
    }
    const after = await call({ method: 'PATCH', path, body, contentType: 'application/strategic-merge-patch+json' });
    printed.push(`${nameOf(type, name)} ${versionOf(before) === versionOf(after) ? 'unchanged' : 'configured'}\n`);
  }
  return printed.join('');
}

/** `kubectl delete TYPE NAME…` and `kubectl delete -f`. It does not wait until the objects are gone. */
export async function deleteObjects(call: CallApi, input: KubectlInput, line: CommandLine): Promise<string> {
  const types = await readResourceTypes(call);
  const doomed =
    line.files.length > 0
      ? (await readManifests(input, line.files)).map((manifest) => place(types, line, manifest))
      : parseWanted(types, line.words.slice(1)).map(({ type, name }) => {
          if (name === null) throw new KubectlError('error: resource(s) were provided, but no name was specified');
          return { type, name, namespace: namespaceOf(line) ?? 'default' };
        });
  const printed: string[] = [];
  for (const { type, name, namespace } of doomed) {
    const deleting = call({ method: 'DELETE', path: pathOf(type, namespace, name) }).catch(tellFile('deleting', line));
    const gone = await (line.flags['ignore-not-found'] ? deleting.catch(orNull) : deleting);
    const [prefix = ''] = nameOf(type, '').split('/');
    if (gone !== null) printed.push(`${prefix} "${name}" deleted\n`);
  }
  return printed.join('');
}

function place(types: readonly ResourceType[], line: CommandLine, manifest: Manifest): Placed {
  const type = typeOfManifest(types, manifest.apiVersion, manifest.kind);
  const namespace = line.flags['namespace'] ?? manifest.metadata.namespace ?? 'default';
  return { manifest, type, namespace, name: manifest.metadata.name ?? '' };
}

/** kubectl says which file an object came from. */
function tellFile(doing: string, { files }: CommandLine): (error: unknown) => never {
  return (error) => {
    const [file] = files;
    if (!(error instanceof KubectlError) || file === undefined) throw error;
    const from = file === '-' ? 'STDIN' : file;
    throw new KubectlError(
      error.message.replace(/^(Error from server \(\w+\): )/, `$1error when ${doing} "${from}": `),
    );
  };
}

function orNull(error: unknown): null {
  if (isNotFound(error)) return null;
  throw error;
}

function createdName(text: string): string {
  return (JSON.parse(text) as { metadata?: { name?: string } }).metadata?.name ?? '';
}

function versionOf(text: string): string | undefined {
  return (JSON.parse(text) as { metadata?: { resourceVersion?: string } }).metadata?.resourceVersion;
}
