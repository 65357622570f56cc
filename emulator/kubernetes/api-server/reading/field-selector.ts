import type { ResourceDefinition } from '../../api/resource-definitions.ts';
import type { KubeObject, Resource } from '../../api/seams.ts';
import { badRequest } from '../../api/status-errors.ts';

export type FieldSelector = (object: KubeObject) => boolean;

const referenceFields = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

/** The fields by which each resource can be selected, besides metadata.name and metadata.namespace. */
const selectable: Partial<Record<Resource, string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  events: [
    ...referenceFields.map((field) => `involvedObject.${field}`),
    ...referenceFields.map((field) => `regarding.${field}`),
    'reason',
    'reportingComponent',
    'reportingController',
    'source',
    'type',
  ],
  secrets: ['type'],
  jobs: ['status.successful'],
};

const booleans = new Set(['spec.unschedulable', 'spec.hostNetwork']);

/** Returns the path at which a selected field is stored. Events are stored in their core/v1 form. */
function storedPath(resource: Resource, field: string): string {
  if (resource === 'jobs' && field === 'status.successful') return 'status.succeeded';
  if (resource !== 'events') return field;
  if (field === 'source') return 'source.component';
  if (field === 'reportingController') return 'reportingComponent';
  return field.replace(/^regarding\./, 'involvedObject.');
}

/** Returns a reader of the value at a path. A list asks it for each of its objects. */
function readerOf(path: string): (object: KubeObject) => string {
  const parts = path.split('.');
  const absent = booleans.has(path) ? 'false' : '';
  return (object) => {
    let value: unknown = object;
    for (const part of parts)
      value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
    return value === undefined || value === null ? absent : String(value);
  };
}

function checkSelectable(definition: ResourceDefinition, field: string): void {
  if (field === 'metadata.name' || field === 'metadata.namespace') return;
  const fields = selectable[definition.resource];
  if (fields?.includes(field)) return;
  throw badRequest(
    fields
      ? `field label not supported: ${field}`
      : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}

/**
 * Parses `a=b`, `a==b` and `a!=b`, separated by commas. Throws StatusError BadRequest for a field that is not
 * supported.
 */
export function parseFieldSelector(definition: ResourceDefinition, text: string | null): FieldSelector {
  const requirements = (text ?? '').split(',').filter(Boolean);
  const checks = requirements.map((requirement): FieldSelector => {
    const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(requirement);
    if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${requirement}'`);
    const [, field = '', operator, wanted = ''] = match;
    checkSelectable(definition, field);
    const read = readerOf(storedPath(definition.resource, field));
    const value = wanted.replace(/\\([,=\\])/g, '$1');
    return (object) => (read(object) === value) === (operator !== '!=');
  });
  return (object) => checks.every((check) => check(object));
}
