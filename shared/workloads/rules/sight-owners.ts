import { nameSome } from '../../plain/name-some.ts';
import type { Sighting } from '../finding.ts';
import { subjectOf } from '../owner-of.ts';
import type { PodFacts } from '../workload-facts.ts';

/**
 * Applies `judge` to every pod and returns one sighting for each owner of pods about which `judge` had something to
 * say, with the number of these pods.
 */
export function sightOwners(pods: PodFacts[], judge: (pod: PodFacts) => string | null): Sighting[] {
  const seen = pods.flatMap((pod) => {
    const message = judge(pod);
    return message === null ? [] : [{ subject: subjectOf(pod), message }];
  });
  return [...Map.groupBy(seen, ({ subject }) => subject)].map(([subject, sightings]) => {
    const messages = nameSome(sightings.map(({ message }) => message));
    const count = sightings.length;
    return { subject, message: `${count} ${count === 1 ? 'pod' : 'pods'}: ${messages}.` };
  });
}
