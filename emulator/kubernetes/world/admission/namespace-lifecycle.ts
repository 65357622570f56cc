import { definitionOf } from '../../api/resource-definitions.ts';
import { type AdmissionRequest, type ObjectStore, StatusError } from '../../api/seams.ts';
import { forbidden, notFound } from '../../api/status-errors.ts';

const immortal = ['default', 'kube-system', 'kube-public'];

/**
 * The NamespaceLifecycle plugin: throws for new objects in a namespace that does not exist or is being deleted, and for
 * the deletion of a built-in namespace.
 */
export function checkNamespaceLifecycle(
  { operation, resource, namespace, object }: AdmissionRequest,
  store: ObjectStore,
) {
  const definition = definitionOf(resource);
  if (operation === 'DELETE' && resource === 'namespaces' && immortal.includes(object.metadata.name))
    throw forbidden(definition, object.metadata.name, 'this namespace may not be deleted');
  if (operation !== 'CREATE' || namespace === null) return;
  const home = store.read('namespaces', null, namespace);
  if (!home) throw notFound(definitionOf('namespaces'), namespace);
  if (!home.metadata.deletionTimestamp) return;
  const error = forbidden(
    definition,
    object.metadata.name || (object.metadata.generateName ?? ''),
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  );
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  throw new StatusError(error.code, error.reason, error.message, { ...error.details, causes: [cause] });
}
