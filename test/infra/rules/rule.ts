import type { PredictedResource, Snapshot } from '../snapshots/snapshot.ts';

/** A rule that every deployment keeps: it names each resource that breaks it, and in what. */
export type Rule = (snapshot: Snapshot) => string[];

/** A fault, as people read it. */
export const fault = ({ type, name }: Pick<PredictedResource, 'type' | 'name'>, what: string) =>
  `${type} ${name}: ${what}`;

/** Values that properties must have; a path is the names down to the property. Others are told with what they are. */
export function mustBe(resource: PredictedResource, expected: Record<string, unknown>): string[] {
  return Object.entries(expected).flatMap(([path, value]) => {
    const found = path.split('.').reduce((inner, key) => inner?.[key], resource.properties);
    return found === value
      ? []
      : [fault(resource, `${path} is ${JSON.stringify(found)}, not ${JSON.stringify(value)}`)];
  });
}
