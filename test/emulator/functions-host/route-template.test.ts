import { describe, expect, test } from '@jest/globals';
import { parseRouteTemplate } from '../../../emulator/functions-host/http/route-template.ts';

const match = (template: string, path: string) => parseRouteTemplate(template).match(path);

describe('a route', () => {
  test.each([
    ['runs', '/runs', {}],
    ['runs', '/RUNS/', {}],
    ['runs', '/runs/1', undefined],
    ['runs/{id}', '/runs/a%20b', { id: 'a b' }],
    ['runs/{id}', '/runs', undefined],
    ['runs/{id?}', '/runs', {}],
    ['runs/{id=latest}', '/runs', { id: 'latest' }],
    ['files/{*path}', '/files/a/b/c', { path: 'a/b/c' }],
    ['files/{*path}', '/files', {}],
    ['files/{name}.{ext}', '/files/a.b.txt', { name: 'a.b', ext: 'txt' }],
    ['files/{name}.{ext}', '/files/readme', undefined],
  ])('%s reads %s as %j', (template, path, expected) => {
    expect(match(template, path)).toEqual(expected);
  });

  test.each([
    ['int', '-12', '1.5'],
    ['long', '9000000000', 'x'],
    ['bool', 'True', 'yes'],
    ['double', '1.5', 'x'],
    ['guid', '6dae42f8-4368-4678-94ff-3960e28e3630', '6dae42f8'],
    ['alpha', 'abc', 'a1'],
    ['datetime', '2026-01-01', 'someday'],
    ['minlength(2)', 'ab', 'a'],
    ['maxlength(2)', 'ab', 'abc'],
    ['length(2)', 'ab', 'abc'],
    ['length(2,3)', 'abc', 'abcd'],
    ['min(18)', '18', '17'],
    ['max(18)', '18', '19'],
    ['range(1,3)', '3', '4'],
    ['regex(^\\d{{3}}$)'.replaceAll('{{', '{').replaceAll('}}', '}'), '123', '12'],
  ])('with the constraint %s takes %s and not %s', (constraint, good, bad) => {
    expect(match(`x/{v:${constraint}}`, `/x/${good}`)).toEqual({ v: good });
    expect(match(`x/{v:${constraint}}`, `/x/${bad}`)).toBeUndefined();
  });

  test('with an unknown constraint is refused when it is read', () => {
    expect(() => parseRouteTemplate('x/{v:prime}')).toThrow("Route constraint 'prime' is unknown.");
  });
});
