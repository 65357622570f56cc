import { qualifiedName, resourceDefinitions } from '../../api/resource-definitions.ts';

const typeNames: Record<string, string> = { events: 'CoreV1Event', 'events.events.k8s.io': 'EventsV1Event' };

/** The generated type of every served resource, by its qualified name: `pods` → `V1Pod`. */
export const definitionKinds: ReadonlyMap<string, string> = new Map(
  resourceDefinitions.map((definition) => {
    const name = qualifiedName(definition);
    return [name, typeNames[name] ?? `V1${definition.kind}`];
  }),
);

/** The generated types of what a DELETE can carry, and of the subresource `scale`. */
export const deleteOptions = 'V1DeleteOptions';
export const scaleType = 'V1Scale';
