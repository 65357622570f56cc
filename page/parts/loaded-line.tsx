import type { ComponentChildren } from 'preact';
import type { Loaded } from '../api/use-load.ts';
import { Moment } from './moment.tsx';

/** When what is shown was loaded, and the way to load it anew. */
export function LoadedLine({ loaded, children }: { loaded: Loaded<unknown>; children?: ComponentChildren }) {
  return (
    <p class="loaded">
      {children}
      {loaded.at !== null && (
        <span>
          Loaded <Moment at={new Date(loaded.at).toISOString()} />
        </span>
      )}
      <button type="button" class="link" onClick={loaded.reload} disabled={loaded.loading}>
        {loaded.loading ? 'Loading…' : 'Load again'}
      </button>
    </p>
  );
}
