import { describe, expect, test } from '@jest/globals';
import { lastEventId, parsePlace, renderEvents } from '../../shared/api/render-events.ts';
import type { RunStep } from '../../shared/runs/run-record.ts';
import { sampleRun, sampleStep } from '../support/samples/sample-runs.ts';

const url = 'https://app.example/api/runs/r';
const at = (second: number) => new Date(Date.parse('2026-11-20T10:00:00.000Z') + second * 1000).toISOString();
const running = sampleRun('r', { percent: 40, step: 'AKS is making the pool' });

interface Heard {
  event: string;
  id: string | null;
  data: Record<string, unknown>;
}

/** Reads a document as a client of Server-Sent Events does. */
function hear(text: string | null): Heard[] {
  return (text ?? '')
    .split('\n\n')
    .map((block) => Object.fromEntries(block.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1) ?? [])))
    .filter((fields) => fields['data'])
    .map(({ event = 'message', id = null, data = '' }) => ({ event, id, data: JSON.parse(data) }));
}

const lines = (heard: Heard[]) => heard.filter(({ event }) => event === 'timeline').map(({ data }) => data['step']);
const placeAfter = (heard: Heard[]) => parsePlace(heard.findLast(({ id }) => id !== null)?.id ?? null);

describe('what a listener hears', () => {
  const steps = [sampleStep('0001', { at: at(0) }), sampleStep('0002', { at: at(5), step: 'two\nlines: "x"' })];

  test('is at first everything, and how far the run is', () => {
    const heard = hear(renderEvents(running, steps, null, url));
    expect(lines(heard)).toEqual(['Step 0001', 'two\nlines: "x"']);
    expect(heard.at(-1)).toEqual({
      event: 'status',
      id: null,
      data: { status: 'Running', percentComplete: 40, step: 'AKS is making the pool' },
    });
  });

  test('is nothing while nothing is new', () => {
    const place = placeAfter(hear(renderEvents(running, steps, null, url)));
    expect(renderEvents(running, steps, place, url)).toBeNull();
  });

  test('is each line once, also one that comes to the store after a younger one', () => {
    const orders: RunStep[][] = [
      [sampleStep('b', { at: at(20) })],
      [sampleStep('a', { at: at(10) }), sampleStep('c', { at: at(20) })],
      [sampleStep('d', { at: at(200) })],
      [sampleStep('e', { at: at(201) })],
    ];
    let known: RunStep[] = [];
    let place = parsePlace(null);
    const all: unknown[] = [];
    for (const more of orders) {
      known = [...known, ...more];
      const heard = hear(renderEvents(running, known, place, url));
      all.push(...lines(heard));
      place = placeAfter(heard);
      expect(renderEvents(running, known, place, url)).toBeNull();
    }
    expect(all).toEqual(['Step b', 'Step a', 'Step c', 'Step d', 'Step e']);
    // What is too old to come late is mentioned no more.
    expect(place?.known).toHaveLength(2);
  });

  test('is at the end the run with its verdict, and then no more', () => {
    const ended = sampleRun('r', { status: 'done', percent: 100, verdict: 'suspect', step: 'Ended', endedAt: at(9) });
    const place = placeAfter(hear(renderEvents(running, steps, null, url)));
    const heard = hear(renderEvents(ended, steps, place, url));
    expect(heard.map(({ event, id }) => [event, id])).toEqual([
      ['status', null],
      ['end', lastEventId],
    ]);
    expect(heard[1]?.data).toMatchObject({ id: 'r', status: 'Succeeded', result: { verdict: 'suspect' } });
  });

  test.each(['', 'nonsense', '2026-11-20T10:00:00.000Z.short', 'x'.repeat(5000)])('begins anew with the id %s', (id) =>
    expect(lines(hear(renderEvents(running, steps, parsePlace(id), url)))).toHaveLength(2),
  );
});
