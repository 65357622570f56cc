import { KataproofError } from '../errors/kataproof-error.ts';
import type { Policy } from '../outbound/bound-azure-client.ts';
import { parseJson } from '../plain/parse-json.ts';
import { findLostFields } from './find-lost-fields.ts';

/** What a PUT that would lose something is refused with. */
export interface RoundTripRefusal {
  code: 'ClusterDoesNotRoundTrip' | 'NodePoolDoesNotRoundTrip';
  explain(fields: string): string;
  /** What was brought, without what the PUT leaves out on purpose. */
  without(brought: unknown): unknown;
}

const ofCluster: RoundTripRefusal = {
  code: 'ClusterDoesNotRoundTrip',
  explain: (fields) =>
    `The cluster was not reconciled, since that would have lost what this app does not know: ${fields}. Run az aks update --resource-group … --name … yourself.`,
  without: (brought) => brought,
};

/**
 * Lets a PUT pass only if it sends back everything that the GET before it returned. The SDK's model knows the fields of
 * its own API version only. A PUT would silently drop a setting that a newer or preview version wrote, and AKS would
 * then turn that setting off. Only the raw bodies show this. Throws ClusterDoesNotRoundTrip, or what `refusal` says, with the names of the
 * fields; then nothing is sent.
 */
export function createRoundTripGuard(refusal: RoundTripRefusal = ofCluster): Policy {
  let brought: unknown = null;
  return {
    name: 'roundTripGuard',
    async sendRequest(request, next) {
      if (request.method === 'PUT') assertRoundTrip(brought, parseJson(request.body), refusal);
      const response = await next(request);
      if (request.method === 'GET' && response.status === 200) brought = parseJson(response.bodyAsText);
      return response;
    },
  };
}

function assertRoundTrip(brought: unknown, sent: unknown, { code, explain, without }: RoundTripRefusal): void {
  const lost = findLostFields(without(brought), sent);
  if (lost.length > 0) throw new KataproofError(code, explain(lost.join(', ')));
}
