import type { AdmissionWebhook, NewObject } from '../../../scenarios/scenario.ts';
import { type AdmissionRequest, type KubeObject, StatusError } from '../../api/seams.ts';
import { badRequest } from '../../api/status-errors.ts';

/** Asks the mutating webhooks. Changes the object. Throws StatusError where one cannot be asked. */
export function callMutatingWebhooks(webhooks: readonly AdmissionWebhook[], request: AdmissionRequest): void {
  for (const { change, ...webhook } of askedAbout(webhooks, request)) {
    if (!change) continue;
    checkCallable(webhook, request);
    change(asSeen(request.object));
  }
}

/** Asks the validating webhooks. Throws StatusError where one denies, or cannot be asked. */
export function callValidatingWebhooks(webhooks: readonly AdmissionWebhook[], request: AdmissionRequest): void {
  for (const { change, deny, ...webhook } of askedAbout(webhooks, request)) {
    if (change && !deny) continue;
    checkCallable(webhook, request);
    const why = deny?.(asSeen(request.object)) ?? null;
    if (why !== null) throw denial(webhook, why);
  }
}

/** Only new objects: no webhook of ours looks at updates. A namespace lies in itself (`namespaceSelector`). */
function askedAbout(webhooks: readonly AdmissionWebhook[], { resource, namespace, object }: AdmissionRequest) {
  const place = resource === 'namespaces' ? object.metadata.name : (namespace ?? object.metadata.namespace ?? '');
  return webhooks.filter(
    ({ resources, exceptNamespaces = [] }) =>
      resources.some((one) => one === resource) && !exceptNamespaces.includes(place),
  );
}

const asSeen = (object: KubeObject) => object as KubeObject & NewObject;

/**
 * A webhook that may have side effects is not asked about a request that must have none, and the request fails
 * (k8s.io/apiserver/pkg/admission/plugin/webhook: NewDryRunUnsupportedErr; `mutating/dispatcher.go` and
 * `validating/dispatcher.go` look before they call).
 */
function checkCallable(webhook: Omit<AdmissionWebhook, 'change'>, { dryRun }: AdmissionRequest): void {
  const { name, sideEffects, unreachable } = webhook;
  if (dryRun && sideEffects !== 'None' && sideEffects !== 'NoneOnDryRun')
    throw badRequest(`admission webhook "${name}" does not support dry run`);
  if (!unreachable) return;
  const why = `failed calling webhook "${name}": failed to call webhook: Post "https://${name}:443/admit?timeout=10s": context deadline exceeded`;
  throw new StatusError(500, 'InternalError', `Internal error occurred: ${why}`, { causes: [{ message: why }] });
}

/** ToStatusErr of the same package: a denial without a status of its own, or with one of success, is a 400. */
function denial({ name, denialCode = 0 }: Omit<AdmissionWebhook, 'change'>, why: string): StatusError {
  const code = denialCode < 400 ? 400 : denialCode;
  // The API server hands on what the webhook says, and webhooks give no reason but that of their status.
  const reason = code === 403 ? 'Forbidden' : '';
  return new StatusError(code, reason, `admission webhook "${name}" denied the request: ${why}`);
}
