import { namespaceOf, type PodSpec, specOf, type Toleration } from '../../api/pod-shapes.ts';
import { definitionOf } from '../../api/resource-definitions.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import { forbidden } from '../../api/status-errors.ts';
import type { Identifiers } from '../controller-runtime/identifiers.ts';

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The ServiceAccount plugin: the account is `default` unless the pod names one, and its token is mounted into every
 * container unless that is turned off. Changes `pod`. Throws 403 when the account does not exist.
 */
export function admitServiceAccount(pod: KubeObject, store: ObjectStore, identifiers: Identifiers): void {
  const spec = specOf(pod);
  spec.serviceAccountName ??= 'default';
  spec.serviceAccount = spec.serviceAccountName;
  const account = store.read('serviceaccounts', namespaceOf(pod.metadata), spec.serviceAccountName);
  // A missing default account is accepted, because it may be created a moment later than its namespace. A real client
  // would retry.
  if (!account && spec.serviceAccountName !== 'default')
    throw forbidden(
      definitionOf('pods'),
      pod.metadata.name || (pod.metadata.generateName ?? ''),
      `error looking up service account ${namespaceOf(pod.metadata)}/${spec.serviceAccountName}: serviceaccount "${spec.serviceAccountName}" not found`,
    );
  if ((spec.automountServiceAccountToken ?? account?.['automountServiceAccountToken'] ?? true) === false) return;
  mountToken(spec, identifiers);
}

function mountToken(spec: PodSpec, identifiers: Identifiers): void {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const without = containers.filter(
    ({ volumeMounts }) => !volumeMounts?.some(({ mountPath }) => mountPath === tokenPath),
  );
  if (without.length === 0) return;
  const name = `kube-api-access-${identifiers.suffix()}`;
  for (const container of without)
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, mountPath: tokenPath, readOnly: true }];
  const namespaceField = { path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } };
  const projected = {
    defaultMode: 420,
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [namespaceField] } },
    ],
  };
  spec.volumes = [...(spec.volumes ?? []), { name, projected }];
}

const preempts = 'PreemptLowerPriority';

/**
 * The Priority plugin, which knows only the two built-in classes. Changes `pod`. Throws 403 for any other class
 * and for a priority that is not that of the class.
 */
export function admitPriority(pod: KubeObject): void {
  const spec = specOf(pod);
  const priorities: Record<string, number> = {
    'system-cluster-critical': 2_000_000_000,
    'system-node-critical': 2_000_001_000,
  };
  const name = spec.priorityClassName;
  const priority = name ? priorities[name] : 0;
  if (priority === undefined)
    throw forbidden(definitionOf('pods'), pod.metadata.name, `no PriorityClass with name ${name} was found`);
  const refuse = (what: string, asked: string | number, computed: string | number) =>
    forbidden(
      definitionOf('pods'),
      pod.metadata.name || (pod.metadata.generateName ?? ''),
      `the ${what} (${asked}) must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`,
    );
  if (spec.priority !== undefined && spec.priority !== priority)
    throw refuse('integer value of priority', spec.priority, priority);
  spec.priority = priority;
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== preempts)
    throw refuse('string value of PreemptionPolicy', spec.preemptionPolicy, preempts);
  spec.preemptionPolicy = preempts;
}

/** The DefaultTolerationSeconds plugin: a pod stays for a limited time on a node that fails. Changes `pod`. */
export function admitDefaultTolerations(pod: KubeObject): void {
  const spec = specOf(pod);
  const tolerations = spec.tolerations ?? [];
  for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
    const tolerated = tolerations.some((own) => toleratesKey(own, key));
    if (!tolerated) tolerations.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
  }
  spec.tolerations = tolerations;
}

const toleratesKey = (toleration: Toleration, key: string) =>
  (!toleration.key || toleration.key === key) && (!toleration.effect || toleration.effect === 'NoExecute');
