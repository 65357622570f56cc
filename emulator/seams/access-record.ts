/** A right that a request needed, and whether the identity had it. */
export interface AccessCheck {
  /** Who asked for it: Resource Manager, Azure RBAC inside a cluster, Kubernetes' own RBAC, or the vault. */
  by: 'resource-manager' | 'azure-rbac' | 'kubernetes-rbac' | 'key-vault';
  /** An action or a data action of Azure; for Kubernetes' RBAC such as `list pods`. */
  operation: string;
  /** The id of the resource; for Kubernetes' RBAC the namespace, or `*` for the whole cluster. */
  scope: string;
  allowed: boolean;
}

/** A write that a cluster's API server admitted for the app's identity. */
export interface AdmittedWrite {
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** Such as `jobs`. */
  resource: string;
  namespace: string | null;
  name: string;
  /** Of the object: what is stored, or what is deleted. */
  labels: Record<string, string>;
}

/** Keeps each right that was needed, once, and each write. Roles are compared with it. */
export interface AccessRecord {
  checks(): AccessCheck[];
  add(check: AccessCheck): void;
  writes(): AdmittedWrite[];
  addWrite(write: AdmittedWrite): void;
}

/** Older writes are dropped, because the emulator may run for days. */
const maxWrites = 10_000;

export function createAccessRecord(): AccessRecord {
  const checks = new Map<string, AccessCheck>();
  const writes: AdmittedWrite[] = [];
  return {
    checks: () => [...checks.values()],
    add: (check) => void checks.set(JSON.stringify(check), check),
    writes: () => [...writes],
    addWrite(write) {
      if (writes.length >= maxWrites) writes.shift();
      writes.push(write);
    },
  };
}
