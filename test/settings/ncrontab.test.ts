import { describe, expect, test } from '@jest/globals';
import { findNcrontabMistake } from '../../shared/settings/ncrontab.ts';

describe('findNcrontabMistake', () => {
  test.each([
    '0 0 * * * *',
    '*/15 0-59/5 8,12,18-20 1 */2 1-5',
    '0 5/10 * 29 2 *',
    '0 */30 8-18 * JAN-MAR Mon-Fri',
    '0 0 6 * * monday',
    '0  0   1 31 1,2 0',
    '59 59 23 31 12 6',
  ])('takes %s', (text) => {
    expect(findNcrontabMistake(text)).toBeNull();
  });

  test.each([
    ['0 0 25 * * *', 'hours from 0 to 23 in field 3'],
    ['60 0 * * * *', 'seconds from 0 to 59 in field 1'],
    ['0 61 * * * *', 'minutes from 0 to 59 in field 2'],
    ['0 0 0 0 * *', 'days of the month from 1 to 31 in field 4'],
    ['0 0 0 32 * *', 'field 4'],
    ['0 0 0 * 13 *', 'months from 1 to 12 in field 5'],
    ['0 0 0 * 0 *', 'field 5'],
    ['0 0 0 * * 7', 'days of the week from 0 to 6 in field 6'],
    ['0 0 0 * * 1-7', 'field 6'],
    ['0 0 0 * jun-xyz *', 'field 5'],
    ['0 0 0 * * mo', 'field 6'],
    ['0 0 mon * * *', 'field 3'],
    ['0 */0 * * * *', 'field 2'],
    ['0 5//2 * * * *', 'field 2'],
    ['0 1-2-3 * * * *', 'field 2'],
    ['0 ,5 * * * *', 'field 2'],
    ['0 5, * * * *', 'field 2'],
    ['0 5- * * * *', 'field 2'],
    ['0 -5 * * * *', 'field 2'],
    ['0 0 0 L * *', 'field 4'],
    ['0 0 0 ? * *', 'field 4'],
    ['0 0 0 * * 1#2', 'field 6'],
    ['0 0 0 30 2 *', 'a day that exists'],
    ['0 0 0 31 2,4,6 *', 'a day that exists'],
    ['0 * * * *', 'it has 5'],
    ['0 0 0 * * * *', 'it has 7'],
    ['01:00:00', 'it has 1'],
    ['@hourly', 'it has 1'],
  ])('refuses %s', (text, expected) => {
    expect(findNcrontabMistake(text)).toContain(expected);
  });
});
