import { type Container, type EnvironmentVariable, namespaceOf, specOf, statusOf } from '../../../api/pod-shapes.ts';
import { amountOf } from '../../../api/quantity.ts';
import type { KubeObject, ObjectStore } from '../../../api/seams.ts';

/** The variables of every container, to which those of its spec are added. */
const imageEnvironment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/' };

export type Environment = { ok: true; values: Record<string, string> } | { ok: false; message: string };

/** Resolves a container's variables as the kubelet does, with the downward API and `$(NAME)`. */
export function containerEnvironment(
  pod: KubeObject,
  container: Container,
  nodeAddress: string,
  store: ObjectStore,
): Environment {
  const values: Record<string, string> = {
    ...imageEnvironment,
    HOSTNAME: specOf(pod).hostname ?? pod.metadata.name,
    KUBERNETES_SERVICE_HOST: '10.0.0.1',
    KUBERNETES_SERVICE_PORT: '443',
  };
  for (const variable of container.env ?? []) {
    const value = readVariable(variable, { pod, container, nodeAddress, store });
    if (value.kind === 'missing') return { ok: false, message: value.message };
    if (value.kind === 'value') values[variable.name] = expand(value.value, values);
  }
  return { ok: true, values };
}

type Value = { kind: 'value'; value: string } | { kind: 'none' } | { kind: 'missing'; message: string };

function readVariable(
  { value, valueFrom }: EnvironmentVariable,
  context: { pod: KubeObject; container: Container; nodeAddress: string; store: ObjectStore },
): Value {
  const { pod, container, store } = context;
  if (!valueFrom) return { kind: 'value', value: value ?? '' };
  if (valueFrom.fieldRef)
    return { kind: 'value', value: fieldOf(valueFrom.fieldRef.fieldPath, pod, context.nodeAddress) };
  if (valueFrom.resourceFieldRef) {
    const [kind = '', resource = ''] = valueFrom.resourceFieldRef.resource.split('.');
    const resources = container.resources as Record<string, Record<string, string> | undefined> | undefined;
    return { kind: 'value', value: String(Math.ceil(amountOf(resources?.[kind]?.[resource]))) };
  }
  const reference = valueFrom.configMapKeyRef ?? valueFrom.secretKeyRef;
  if (!reference) return { kind: 'none' };
  const secret = valueFrom.secretKeyRef !== undefined;
  const source = store.read(secret ? 'secrets' : 'configmaps', namespaceOf(pod.metadata), reference.name);
  const found: string | undefined = source?.['data']?.[reference.key];
  if (found !== undefined) return { kind: 'value', value: secret ? Buffer.from(found, 'base64').toString() : found };
  if (reference.optional) return { kind: 'none' };
  const kind = secret ? 'secret' : 'configmap';
  return {
    kind: 'missing',
    message: source
      ? `couldn't find key ${reference.key} in ${secret ? 'Secret' : 'ConfigMap'} ${namespaceOf(pod.metadata)}/${reference.name}`
      : `${kind} "${reference.name}" not found`,
  };
}

function fieldOf(path: string, pod: KubeObject, nodeAddress: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed) return pod.metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2] ?? ''] ?? '';
  const fields: Record<string, string | undefined> = {
    'metadata.name': pod.metadata.name,
    'metadata.namespace': pod.metadata.namespace,
    'metadata.uid': pod.metadata.uid,
    'spec.nodeName': specOf(pod).nodeName,
    'spec.serviceAccountName': specOf(pod).serviceAccountName,
    'status.hostIP': nodeAddress,
    'status.podIP': statusOf(pod).podIP,
  };
  return fields[path] ?? '';
}

/** Replaces `$(NAME)` when NAME is known. `$$(NAME)` becomes the text `$(NAME)`. */
function expand(text: string, values: Record<string, string>): string {
  return text.replace(/\$(\$|\(([^)]+)\))/g, (whole, escaped: string, name: string | undefined) =>
    escaped === '$' ? '$' : (values[name ?? ''] ?? whole),
  );
}
