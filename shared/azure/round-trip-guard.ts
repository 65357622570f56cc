import { KataproofError } from '../errors/kataproof-error.ts';
import { parseJson } from '../plain/parse-json.ts';
import type { Policy } from './arm-client.ts';
import { findLostFields } from './find-lost-fields.ts';

/**
 * Lets a PUT pass only if it sends back what the GET before it brought. The SDK's model knows the fields of its own API
 * version: what a newer or preview version wrote would silently be dropped by a PUT, and AKS would turn it off. Reading
 * the wire is the one way to see that. Throws ClusterDoesNotRoundTrip, naming the fields; nothing is sent then.
 */
export function createRoundTripGuard(): Policy {
  let brought: unknown = null;
  return {
    name: 'roundTripGuard',
    async sendRequest(request, next) {
      if (request.method === 'PUT') assertRoundTrip(brought, parseJson(request.body));
      const response = await next(request);
      if (request.method === 'GET' && response.status === 200) brought = parseJson(response.bodyAsText);
      return response;
    },
  };
}

function assertRoundTrip(brought: unknown, sent: unknown): void {
  const lost = findLostFields(brought, sent);
  if (lost.length > 0)
    throw new KataproofError(
      'ClusterDoesNotRoundTrip',
      `The cluster was not reconciled, since that would have lost what this app does not know: ${lost.join(', ')}. Run az aks update --resource-group … --name … yourself.`,
    );
}
