import { nameSome } from '../plain/name-some.ts';
import { isBootId } from './boot-id.ts';
import type { ProvenNode } from './coverage.ts';
import type { Check, NodeVerdict } from './evidence.ts';

/** The boot ids of a node that was proven, and of the guest of its sandboxed pod. */
type ProvenBoots = Pick<ProvenNode, 'nodeName' | 'bootId' | 'guestBootId'>;

/** The names of the nodes by boot ids. */
type Index = Map<string, Set<string>>;

/**
 * Finds the nodes of a run whose kernels show a boot id that another kernel of the cluster shows too, and says what they
 * share, by the node's name. Linux generates the id anew with every boot, so that an id seen twice means that something
 * was cloned after its boot, replayed or shared. `cluster` are the nodes that are there now, those that were not proven
 * among them.
 */
export function findSharedBoots(
  proven: readonly ProvenBoots[],
  cluster: readonly { name: string; bootId: string }[],
): Map<string, string> {
  const hosts = indexOf([
    ...proven.map(({ nodeName, bootId }) => ({ nodeName, bootId })),
    ...cluster.map(({ name, bootId }) => ({ nodeName: name, bootId })),
  ]);
  const guests = indexOf(proven.map(({ nodeName, guestBootId }) => ({ nodeName, bootId: guestBootId })));
  const shared = new Map<string, string>();
  for (const { nodeName, bootId, guestBootId } of proven) {
    const others = (index: Index, id: string | null) =>
      [...(index.get(comparable(id)) ?? [])].filter((name) => name !== nodeName);
    const found = [
      ...describe(
        `The boot id ${comparable(guestBootId)} of its sandboxed pod is that of sandboxed pods on`,
        others(guests, guestBootId),
      ),
      ...describe(`The boot id ${comparable(guestBootId)} of its sandboxed pod is that of`, others(hosts, guestBootId)),
      ...describe(`Its own boot id ${comparable(bootId)} is that of`, others(hosts, bootId)),
    ];
    if (found.length > 0) shared.set(nodeName, found.join(' '));
  }
  return shared;
}

/** A verdict that rests on a boot id which another kernel shows too is no pass. Any other verdict stays as it is. */
export function doubtVerdict(verdict: NodeVerdict, shared: string): NodeVerdict {
  if (verdict.verdict !== 'isolated') return verdict;
  const expected = 'boot ids that no other kernel in the cluster shows';
  const check: Check = { id: 'boot-id-alone', state: 'failed', expected, seen: shared };
  const reason = `${shared} Something was cloned after its boot, replayed or shared.`;
  return { ...verdict, verdict: 'suspect', reason, checks: [...verdict.checks, check] };
}

/** Two nodes that tell nothing, or no boot id, share nothing. */
function indexOf(kernels: { nodeName: string; bootId: string | null }[]): Index {
  const index: Index = new Map();
  for (const { nodeName, bootId } of kernels)
    if (bootId !== null && isBootId(bootId))
      index.set(comparable(bootId), (index.get(comparable(bootId)) ?? new Set()).add(nodeName));
  return index;
}

function comparable(bootId: string | null): string {
  return bootId?.toLowerCase() ?? '';
}

function describe(what: string, names: string[]): string[] {
  return names.length === 0 ? [] : [`${what} ${names.length === 1 ? 'node' : 'nodes'} ${nameSome(names)}.`];
}
