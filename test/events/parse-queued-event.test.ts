import { expect, test } from '@jest/globals';
import { parseQueuedEvent } from '../../shared/events/parse-queued-event.ts';

const event = { id: '1', data: { name: 'Grün' } };
const text = JSON.stringify(event);
const base64 = Buffer.from(text, 'utf8').toString('base64');

test.each([
  ['an object, as the Functions host gives JSON', event],
  ['a text of JSON', text],
  ['base64 of it', base64],
  ['base64 with white space around it', ` ${base64}\n`],
])('the event in a message is found in %s', (_, message) => {
  expect(parseQueuedEvent(message)).toEqual(event);
});

test.each([
  ['nothing', null],
  ['a list', [event]],
  ['a text of a list', JSON.stringify([event])],
  ['a number', '12345678'],
  ['another text', '<event/>'],
  ['base64 of another text', Buffer.from('hello').toString('base64')],
  ['base64 of bytes', Buffer.from([255, 254, 0, 1]).toString('base64')],
])('there is none in %s', (_, message) => {
  expect(parseQueuedEvent(message)).toBeNull();
});
