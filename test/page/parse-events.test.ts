import { describe, expect, test } from '@jest/globals';
import { parseEvents } from '../../page/run/parse-events.ts';

describe('the events of a run', () => {
  test('are read with their ids, whatever ends a line', () => {
    const text =
      'retry: 1000\n\nevent: timeline\nid: a.b\ndata: {"step":"one: two"}\n\nevent: status\ndata: {"percentComplete":3}\n\n';
    for (const document of [text, text.replaceAll('\n', '\r\n')])
      expect(parseEvents(document)).toEqual([
        { name: 'timeline', id: 'a.b', data: { step: 'one: two' } },
        { name: 'status', id: null, data: { percentComplete: 3 } },
      ]);
  });

  test('are none in a document that says that nothing is new', () => {
    expect(parseEvents('retry: 1000\n\n: nothing new\n\n')).toEqual([]);
  });
});
