import { qualifiedName, resourceDefinitions } from '../../api/resource-definitions.ts';

const typeNames: Record<string, string> = { events: 'CoreV1Event', 'events.events.k8s.io': 'EventsV1Event' };

/** The generated type of every served resource, by its qualified name: `pods` → `V1Pod`. */
export const definitionKinds: ReadonlyMap<string, string> = new Map(
  resourceDefinitions.map((definition) => {
    const name = qualifiedName(definition);
    return [name, typeNames[name] ?? `V1${definition.kind}`];
  }),
);

/** The generated type of what a DELETE can carry. */
export const deleteOptions = 'V1DeleteOptions';

/** The generated types of what is sent and never stored, by kind. */
export const passingTypes: Partial<Record<string, string>> = {
  Eviction: 'V1Eviction',
  Scale: 'V1Scale',
  SelfSubjectAccessReview: 'V1SelfSubjectAccessReview',
  SelfSubjectReview: 'V1SelfSubjectReview',
  SelfSubjectRulesReview: 'V1SelfSubjectRulesReview',
};
