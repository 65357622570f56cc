import type { RunSummary, TimelineEntry } from '../api/answers.ts';
import { describeElapsed } from '../parts/durations.ts';
import { exactMoment } from '../parts/moment.tsx';

/** A step, with the lines that are parts of it, such as the proof of a node. */
interface Step {
  entry: TimelineEntry;
  parts: TimelineEntry[];
  /** Milliseconds until the next one; null for the last. */
  tookMs: number | null;
}

/** A text in which moments are written as everywhere on the page. */
const withMoments = (text: string) => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, exactMoment);

/** The parts that are shown of a step: a fleet has a thousand nodes. */
const mostParts = 6;

function toSteps(timeline: readonly TimelineEntry[]): Step[] {
  const steps: Step[] = [];
  for (const entry of timeline) {
    const last = steps.at(-1);
    if (entry.percent === null && last) last.parts.push(entry);
    else {
      if (last) last.tookMs = Date.parse(entry.at) - Date.parse(last.entry.at);
      steps.push({ entry, parts: [], tookMs: null });
    }
  }
  return steps;
}

/** Each step of a run: when it began, counted from the first, and how long it took. */
export function Steps({ run, timeline }: { run: RunSummary; timeline: readonly TimelineEntry[] }) {
  const start = Date.parse(timeline[0]?.at ?? run.createdDateTime);
  const steps = toSteps(timeline);
  return (
    <section aria-labelledby="steps-title">
      <h2 id="steps-title">Steps</h2>
      {steps.length === 0 && <p class="quiet-words">None has begun.</p>}
      <ol class="steps">
        {steps.map(({ entry, parts, tookMs }, place) => (
          <li
            key={`${entry.at} ${entry.step}`}
            class={tookMs === null && run.endedDateTime === null ? 'step-now' : ''}
            aria-current={tookMs === null && run.endedDateTime === null ? 'step' : undefined}
          >
            <time class="step-at" dateTime={entry.at} title={exactMoment(entry.at)}>
              {describeElapsed(Date.parse(entry.at) - start)}
            </time>
            <div>
              <p>
                {entry.step}
                {tookMs !== null && tookMs >= 1000 && <span class="step-took"> took {describeElapsed(tookMs)}</span>}
              </p>
              {entry.detail && <p class="quiet-words">{withMoments(entry.detail)}</p>}
              {parts.slice(-mostParts).map((part) => (
                <p key={`${part.at} ${part.step} ${part.detail}`} class="step-part">
                  {part.step}
                  {part.detail && <span class="quiet-words"> {part.detail}</span>}
                </p>
              ))}
              {parts.length > mostParts && <p class="step-part quiet-words">and {parts.length - mostParts} before</p>}
              {place === steps.length - 1 && entry.percent !== null && <span class="unseen">{entry.percent}%</span>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
