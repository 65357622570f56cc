/**
 * The seam inside an emulated cluster: the API server (store, HTTP, watches) on one side, what makes a cluster live
 * (admission, scheduler, kubelet, controllers) on the other. The second never speaks HTTP, the first never decides.
 */

export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  finalizers?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: {
    apiVersion: string;
    kind: string;
    name: string;
    uid: string;
    controller?: boolean;
    blockOwnerDeletion?: boolean;
  }[];
  generateName?: string;
  [field: string]: unknown;
}

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  // biome-ignore lint/suspicious/noExplicitAny: an API server holds objects of every kind; each consumer narrows what it reads.
  [field: string]: any;
}

/** Plural resource name, e.g. `pods`. Names are unique in the emulator, so no group is needed. */
export type Resource =
  | 'nodes'
  | 'namespaces'
  | 'pods'
  | 'events'
  | 'jobs'
  | 'runtimeclasses'
  | 'serviceaccounts'
  | 'configmaps'
  | 'secrets'
  | 'resourcequotas'
  | 'limitranges';

export interface StoreChange {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: Resource;
  object: KubeObject;
}

/** The objects of one cluster. Objects handed out are copies or frozen: change them through `update` alone. */
export interface ObjectStore {
  read(resource: Resource, namespace: string | null, name: string): KubeObject | undefined;
  list(resource: Resource, namespace?: string | null): KubeObject[];
  /** Gives uid, resourceVersion, creationTimestamp (and a name for generateName). Throws StatusError AlreadyExists. */
  create(resource: Resource, object: KubeObject): KubeObject;
  /** Applies `change` to a copy and stores it under a new resourceVersion if it differs. Throws StatusError NotFound. */
  update(resource: Resource, namespace: string | null, name: string, change: (object: KubeObject) => void): KubeObject;
  /** What DELETE does: sets deletionTimestamp while there are finalizers or a grace period, otherwise removes at once. */
  requestDeletion(
    resource: Resource,
    namespace: string | null,
    name: string,
    options?: { gracePeriodSeconds?: number; propagationPolicy?: 'Orphan' | 'Background' | 'Foreground' },
  ): KubeObject;
  /** Removes at once, finalizers or not: the end of a deletion. No error when it is gone already. */
  remove(resource: Resource, namespace: string | null, name: string): void;
  subscribe(listener: (change: StoreChange) => void): () => void;
}

/** An error that becomes a `Status` object on the wire. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Record<string, unknown>;
  constructor(code: number, reason: string, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

export interface AdmissionRequest {
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  resource: Resource;
  namespace: string | null;
  object: KubeObject;
  oldObject: KubeObject | null;
}

/** Defaults, mutates and validates in the order of a real API server; returns what is to be stored or throws StatusError. */
export type Admission = (request: AdmissionRequest) => KubeObject;

export interface ExecStreams {
  stdout(chunk: string): void;
  stderr(chunk: string): void;
  /** Bytes that the client typed, when it asked for stdin. */
  stdin: AsyncIterable<Uint8Array>;
}

/** What the kubelet serves through the API server. Throws StatusError when pod or container cannot do it. */
export interface ContainerRuntime {
  /** Runs a command in a running container and resolves with its exit code. */
  exec(namespace: string, pod: string, container: string | null, command: string[], io: ExecStreams): Promise<number>;
  readLog(namespace: string, pod: string, container: string | null): string;
  /** Calls `line` for what is written from now on, `end` when the container has ended; returns how to stop. */
  followLog(
    namespace: string,
    pod: string,
    container: string | null,
    write: (text: string) => void,
    end: () => void,
  ): () => void;
}

/** Everything that makes a cluster live, for one store. */
export interface ClusterWorld {
  admission: Admission;
  runtime: ContainerRuntime;
  /** Stops every timer of this cluster. */
  stop(): void;
}
