import { StripOfDays } from './history-strip.tsx';
import { verdicts } from './standing.ts';
import { standingWords } from './verdict-mark.tsx';

/** What the forms in the strip mean. */
export function StripLegend() {
  return (
    <ul class="legend" aria-label="What the strip shows">
      {verdicts.toReversed().map((verdict) => (
        <li key={verdict}>
          <StripOfDays days={[{ day: '', verdict, newImage: null }]} silent /> {standingWords[verdict].toLowerCase()}
        </li>
      ))}
      <li>
        <StripOfDays days={[{ day: '', verdict: null, newImage: null }]} silent /> no proof
      </li>
      <li>
        <StripOfDays days={[{ day: '', verdict: null, newImage: 'new' }]} silent /> new node image
      </li>
    </ul>
  );
}
