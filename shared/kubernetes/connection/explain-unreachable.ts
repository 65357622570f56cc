import type { ClusterReach } from '../../ports/managed-clusters.ts';

/** How a call failed before any answer: the name has no address, or nobody is heard at the address. */
export type Unreached = 'no-address' | 'no-answer';

const stopped = 'The cluster may be stopped or deleted.';

/**
 * Why nobody answers, as far as the name of the API server tells (Microsoft Learn, "Create a private AKS cluster" and
 * "Secure access to the API server using authorized IP address ranges in AKS"). The public name of a private cluster leads
 * to its private address too.
 */
const explanations: Record<ClusterReach, Record<Unreached, string>> = {
  public: {
    'no-address': stopped,
    'no-answer':
      'If it has authorized IP ranges, the outgoing addresses of this app must be among them; on Flex Consumption only a NAT gateway makes them fixed ones.',
  },
  'private-name': {
    'no-address': `It is a private cluster without a public name, and its private DNS zone is not linked to the virtual network of this app. ${stopped}`,
    'no-answer':
      'It is a private cluster: this app must be integrated into a virtual network with a way to that of the cluster.',
  },
  'public-name-of-private': {
    'no-address': stopped,
    'no-answer':
      'It is a private cluster, whose public name leads to its private address: this app must be integrated into a virtual network with a way to that of the cluster.',
  },
  unknown: {
    'no-address':
      'The cluster may be stopped or deleted. A private FQDN resolves only where its DNS zone is linked; KATAPROOF_PUBLIC_FQDN asks for a public one.',
    'no-answer': 'Authorized IP ranges or a private cluster may keep us out.',
  },
  kubeconfig: {
    'no-address': 'The cluster may be stopped or deleted, or private to a network that this machine is not in.',
    'no-answer': 'Authorized IP ranges, a firewall or a private cluster may keep this machine out.',
  },
};

/** The explanation of a call that got no answer. */
export function explainUnreachable(how: Unreached, reach: ClusterReach): string {
  return explanations[reach][how];
}
