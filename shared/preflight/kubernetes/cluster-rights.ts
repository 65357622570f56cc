/** What is lost without a right. Only `proof` is a reason to begin nothing. */
export type RightPurpose = 'proof' | 'removal' | 'sweep' | 'findings' | 'preflight';

/** A right in a cluster, in the words of Kubernetes' RBAC. */
export interface ClusterRight {
  verb: string;
  /** The API group; '' for that of pods. */
  group: string;
  resource: string;
  /** Null for the whole cluster. */
  namespace: string | null;
  purpose: RightPurpose;
}

type Asked = [resource: string, group: string, verbs: Record<string, RightPurpose>];

const ofWholeCluster: Asked[] = [
  ['nodes', '', { get: 'proof', list: 'proof' }],
  ['runtimeclasses', 'node.k8s.io', { get: 'proof', list: 'proof' }],
];

const ofRuns: Asked[] = [
  ['jobs', 'batch', { get: 'proof', list: 'sweep', create: 'proof', delete: 'proof' }],
  ['pods', '', { list: 'proof', watch: 'proof', delete: 'sweep', create: 'preflight' }],
  ['events', '', { list: 'proof' }],
];

/** A run's own namespace is made and removed, and findings name the namespaces of pods. */
const ofOwnNamespaces: Asked[] = [
  ['namespaces', '', { get: 'proof', create: 'proof', delete: 'proof', list: 'findings', watch: 'removal' }],
];

/** A namespace of others may bound what is in it. */
const ofGivenNamespace: Asked[] = [
  ['resourcequotas', '', { list: 'preflight' }],
  ['limitranges', '', { list: 'preflight' }],
];

/**
 * Every right that is used in a cluster: where each run has a namespace of its own (null), or all have the one that was
 * made for them. The manifests below infra/kubernetes and the roles below infra/roles give these rights and no others
 * (test/preflight/kubernetes/cluster-rights.test.ts).
 */
export function listClusterRights(namespace: string | null): ClusterRight[] {
  const inPlace = namespace === null ? [...ofOwnNamespaces, ...ofRuns] : [...ofRuns, ...ofGivenNamespace];
  return [...spread(ofWholeCluster, null), ...spread(inPlace, namespace)];
}

function spread(asked: Asked[], namespace: string | null): ClusterRight[] {
  return asked.flatMap(([resource, group, verbs]) =>
    Object.entries(verbs).map(([verb, purpose]) => ({ verb, group, resource, namespace, purpose })),
  );
}
