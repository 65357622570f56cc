import type { z } from 'zod';
import { validate } from './parse-body.ts';

/**
 * Query parameters that are meant for what stands before us, and reach us all the same: a key of the Functions host and
 * its name ("Work with access keys in Azure Functions"), a key and a version for Azure API Management ("Subscriptions",
 * "Versions"), and what other gateways, tracers and links add.
 */
const ofOthers =
  /^(code|clientid|subscription-key|api-version|api[-_]?key|key|access_token|sig|x-.+|utm_.+|gclid|fbclid|msclkid|traceparent|tracestate|_)$/i;

/**
 * Validates the query of a request. Parameters of the platform and of gateways are ignored; any other parameter that is
 * not known is refused, because a misspelt one would be without effect. Throws HttpError 400 with one detail for every
 * wrong parameter.
 */
export function parseQuery<T>(schema: z.ZodType<T>, query: Iterable<[string, string]>): T {
  const ours = [...query].filter(([name]) => !ofOthers.test(name));
  return validate(schema, Object.fromEntries(ours), 'query');
}
