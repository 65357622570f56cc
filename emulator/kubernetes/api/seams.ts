import type { DeletionOptions } from './deletion.ts';

/**
 * The interface inside an emulated cluster. On one side is the API server (store, HTTP, watches); on the other side is
 * everything that gives the cluster its behaviour (admission, scheduler, kubelet, controllers). The second side never
 * uses HTTP, and the first side makes no decisions.
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

/** The plural resource name, for example `pods`. Names are unique in the emulator, so no group is needed. */
export type Resource =
  | 'nodes'
  | 'namespaces'
  | 'pods'
  | 'events'
  | 'jobs'
  | 'deployments'
  | 'replicasets'
  | 'daemonsets'
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

/** The objects of one cluster. Objects that it returns are copies or frozen, so change them only through `update`. */
export interface ObjectStore {
  read(resource: Resource, namespace: string | null, name: string): KubeObject | undefined;
  list(resource: Resource, namespace?: string | null): KubeObject[];
  /** The objects that name this owner, in no order. */
  listOwnedBy(ownerUid: string): { resource: Resource; object: KubeObject }[];
  /**
   * Stores an object with a new uid, resourceVersion and creationTimestamp, and a name if it has generateName. Throws
   * StatusError AlreadyExists.
   */
  create(resource: Resource, object: KubeObject): KubeObject;
  /** Applies `change` to a copy and stores it with a new resourceVersion if it differs. Throws StatusError NotFound. */
  update(resource: Resource, namespace: string | null, name: string, change: (object: KubeObject) => void): KubeObject;
  /**
   * Does what DELETE does: sets deletionTimestamp while there are finalizers or a grace period, otherwise removes the
   * object at once. Returns the object after it. Throws StatusError NotFound.
   */
  requestDeletion(resource: Resource, namespace: string | null, name: string, options?: DeletionOptions): KubeObject;
  /** Ends a deletion: removes the object at once, even with finalizers. Does nothing when it is gone already. */
  remove(resource: Resource, namespace: string | null, name: string): void;
  subscribe(listener: (change: StoreChange) => void): () => void;
}

/** An error that the client gets as a `Status` object. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  /** Null when the answer has no details, which is not the same as empty ones. */
  readonly details: Record<string, unknown> | null;
  constructor(code: number, reason: string, message: string, details: Record<string, unknown> | null = null) {
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
  /** Adds a warning to the answer, which does not keep the object from being stored. */
  warn?: (text: string) => void;
  /** The version in which the client sent the object, when it is not the stored one. */
  apiVersion?: string;
  /** What of the object an update writes. */
  subresource?: string | null;
  /** Nothing will be stored (`dryRun=All`). */
  dryRun?: boolean;
}

/**
 * Defaults, mutates and validates an object in the order of a real API server. Returns the object to store, or throws
 * StatusError.
 */
export type Admission = (request: AdmissionRequest) => KubeObject;

export interface ExecStreams {
  stdout(chunk: Uint8Array): void;
  stderr(chunk: Uint8Array): void;
  /** The bytes that the client sends, if it asked for stdin. */
  stdin: AsyncIterable<Uint8Array>;
  /** The client's terminal; null when it has none. The size is in characters. */
  terminal: { size(): { columns: number; rows: number } } | null;
  /** Aborts when the client has gone. */
  signal: AbortSignal;
}

/** What the kubelet serves through the API server. Throws StatusError when the pod or container cannot do it. */
export interface ContainerRuntime {
  /** Runs a command in a running container and resolves with its exit code. */
  exec(namespace: string, pod: string, container: string | null, command: string[], io: ExecStreams): Promise<number>;
  readLog(namespace: string, pod: string, container: string | null): string;
  /**
   * Calls `write` with everything that is written from now on, and `end` when the container has ended. Returns a
   * function that stops it.
   */
  followLog(
    namespace: string,
    pod: string,
    container: string | null,
    write: (text: string) => void,
    end: () => void,
  ): () => void;
}

/** Everything that gives a cluster its behaviour, for one store. */
export interface ClusterWorld {
  admission: Admission;
  runtime: ContainerRuntime;
  /** Stops every timer of this cluster. */
  stop(): void;
}
