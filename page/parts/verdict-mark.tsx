import type { Standing } from './standing.ts';

export const standingWords: Record<Standing, string> = {
  isolated: 'Isolated',
  'shared-kernel': 'Shared kernel',
  suspect: 'Suspect',
  inconclusive: 'Inconclusive',
  stale: 'Stale',
  never: 'Never proven',
};

/** Each has a shape of its own, so that none is told by its colour alone. */
const shapes: Record<Standing, string> = {
  isolated: 'M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2ZM4.9 8.2l2.2 2.2 4-4.4',
  'shared-kernel': 'M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2ZM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8',
  suspect: 'M8 1.6 15 14H1ZM8 6.2v3.6M8 11.6v.6',
  inconclusive: 'M1.6 1.6h12.8v12.8H1.6ZM6 6.3c0-2.6 4.2-2.6 4.2 0C10.2 8 8 7.8 8 9.5M8 11.5v.5',
  stale: 'M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2ZM8 4.4V8l2.6 1.8',
  never: 'M8 1.2 14.8 8 8 14.8 1.2 8ZM5.5 8h5',
};

/** The shape of a standing; what it means is said beside it. */
export function StandingIcon({ standing }: { standing: Standing }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={shapes[standing]} />
    </svg>
  );
}

/** A verdict by shape, word and colour. */
export function VerdictMark({ standing, large = false }: { standing: Standing; large?: boolean }) {
  return (
    <span class={`verdict is-${standing}${large ? ' verdict-large' : ''}`}>
      <StandingIcon standing={standing} />
      <span>{standingWords[standing]}</span>
    </span>
  );
}
