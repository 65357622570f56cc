import { storageKey } from '../../shared/clusters/keys.ts';
import type { Postures } from '../../shared/ports/postures.ts';
import type { Posture } from '../../shared/posture/posture.ts';

/** Keeps postures in this process, each under an ETag, as a table does. */
export function createMemoryPostures(): Pick<Postures, 'readPosture' | 'writePosture'> {
  const rows = new Map<string, { value: Posture; eTag: string }>();
  return {
    async readPosture(cluster, poolName) {
      return structuredClone(rows.get(storageKey(cluster, poolName)) ?? { value: null, eTag: null });
    },
    async writePosture(posture, eTag) {
      const key = storageKey(posture.cluster, posture.poolName);
      const known = rows.get(key)?.eTag ?? null;
      if (known !== eTag) return { written: false };
      rows.set(key, { value: structuredClone(posture), eTag: String(Number(known ?? 0) + 1) });
      return { written: true };
    },
  };
}
