import type { Posture } from '../api/answers.ts';
import { describeLength } from './durations.ts';
import { describeDay } from './history-days.ts';
import { exactMoment } from './moment.tsx';
import { now } from './now.ts';
import type { Age } from './standing.ts';

const ageWords: Record<Age, string> = { fresh: 'Fresh', due: 'Due', stale: 'Stale' };

/** The age of a proof against its limit: how much of the time that it may be relied on has passed. */
export function ProofMeter({ posture, age }: { posture: Posture; age: Age }) {
  const [proven, limit] = [Date.parse(posture.provenAt), Date.parse(posture.freshUntil)];
  const passed = Math.min(1, Math.max(0, (now.value - proven) / Math.max(1, limit - proven)));
  return (
    <span
      class={`meter meter-${age}`}
      title={`Proven ${exactMoment(posture.provenAt)}; relied on until ${exactMoment(posture.freshUntil)}`}
    >
      <span class="meter-words">
        <b>{ageWords[age]}</b> <span>{describeLimit(posture, age)}</span>
      </span>
      <svg class="meter-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="meter-ground" width="100" height="4" />
        <rect class="meter-passed" width={age === 'stale' ? 100 : Math.round(passed * 100)} height="4" />
      </svg>
    </span>
  );
}

/** How far the limit is. What is not isolated is due however young its proof is: each night looks at it again. */
function describeLimit({ verdict, freshUntil }: Posture, age: Age): string {
  const leftMs = Date.parse(freshUntil) - now.value;
  if (age === 'stale') return leftMs < 0 ? `since ${describeDay(freshUntil)}` : 'its nodes have changed';
  return age === 'due' && verdict !== 'isolated' ? 'again tonight' : `${describeLength(leftMs)} left`;
}
