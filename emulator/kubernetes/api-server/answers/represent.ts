import { apiVersionOf, type ResourceDefinition } from '../../api/resource-definitions.ts';
import type { KubeObject } from '../../api/seams.ts';
import type { Representation } from '../requests/negotiate.ts';
import { toNewEvent } from '../store/convert-event.ts';
import { partialMetadata, printTable } from '../tables/print-table.ts';

const inVersion = (definition: ResourceDefinition, object: KubeObject): KubeObject =>
  definition.group === 'events.k8s.io' ? toNewEvent(object) : object;

/** Renders one object in the form that the client asked for. */
export function representObject(
  definition: ResourceDefinition,
  object: KubeObject,
  { form, include }: Representation,
  nowMs: number,
): Record<string, unknown> {
  const converted = inVersion(definition, object);
  if (form === 'partial') return partialMetadata(converted);
  if (form === 'object') return converted;
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  return { ...printTable(definition.resource, [object], { metadata, include, nowMs }) };
}

/**
 * Renders a list in the form that the client asked for. The items of a typed list have no kind, as on a real API
 * server.
 */
export function representList(
  definition: ResourceDefinition,
  items: KubeObject[],
  metadata: Record<string, unknown>,
  { form, include }: Representation,
  nowMs: number,
): Record<string, unknown> {
  if (form === 'table') return printTable(definition.resource, items, { metadata, include, nowMs });
  if (form === 'partial')
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: items.map(partialMetadata),
    };
  const withoutKind = ({ apiVersion: _version, kind: _kind, ...rest }: KubeObject) => rest;
  return {
    kind: `${definition.kind}List`,
    apiVersion: apiVersionOf(definition),
    metadata,
    items: items.map((item) => withoutKind(inVersion(definition, item))),
  };
}
