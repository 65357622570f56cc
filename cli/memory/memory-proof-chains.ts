import { storageKey } from '../../shared/clusters/keys.ts';
import type { ChainHead, ProofChains } from '../../shared/ports/proof-chains.ts';

/** Keeps the heads of chains in this process: whoever proves without a deployment has no chain to go on with. */
export function createMemoryProofChains(): Pick<ProofChains, 'readHead' | 'findNews' | 'append' | 'markSigned'> {
  const heads = new Map<string, ChainHead>();
  const taken = new Map<string, ChainHead>();
  return {
    async readHead(cluster, poolName, news) {
      const key = storageKey(cluster, poolName);
      const value = heads.get(key) ?? null;
      const isOfNews = value !== null && taken.get(`${key}|${news}`)?.sequence === value.sequence;
      return { value, eTag: value && String(value.sequence), ...(isOfNews && { isOfNews }) };
    },
    async markSigned() {},
    findNews: async (cluster, poolName, news) => taken.get(`${storageKey(cluster, poolName)}|${news}`) ?? null,
    async append(cluster, poolName, { entry: { sequence, digest }, news, eTag }) {
      const key = storageKey(cluster, poolName);
      const known = heads.get(key)?.sequence ?? null;
      if ((known === null ? null : String(known)) !== eTag || taken.has(`${key}|${news}`)) return { appended: false };
      heads.set(key, { sequence, digest });
      taken.set(`${key}|${news}`, { sequence, digest });
      return { appended: true };
    },
  };
}
