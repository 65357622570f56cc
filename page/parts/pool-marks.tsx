import type { Posture } from '../api/answers.ts';

/** What else is so of a pool now. */
export function PoolMarks({ posture: { quarantined, changing, retired } }: { posture: Posture }) {
  return (
    <>
      {quarantined && (
        <span class="mark" title="It keeps every pod off until it is isolated.">
          quarantined
        </span>
      )}
      {changing && (
        <span class="mark" title="AKS is changing it.">
          changing
        </span>
      )}
      {retired && (
        <span class="mark" title="It no longer exists.">
          retired
        </span>
      )}
    </>
  );
}

/** On how many of a pool's nodes isolation was proven. One that was looked at and found otherwise does not count. */
export function Coverage({ proven, present }: { proven: number; present: number | null }) {
  const short = present === null || proven < present;
  return (
    <span class={`coverage${short ? ' coverage-short' : ''}`}>
      {proven} of {present ?? '?'} <span class="coverage-word">nodes isolated</span>
    </span>
  );
}
