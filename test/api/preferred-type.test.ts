import { expect, test } from '@jest/globals';
import { preferredType } from '../../shared/api/preferred-type.ts';

const types = ['application/json', 'application/problem+json'] as const;

test.each<[string | null, string]>([
  [null, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['application/*', 'application/json'],
  ['text/html', 'application/json'],
  ['Application/Problem+JSON', 'application/problem+json'],
  ['application/problem+json, */*', 'application/problem+json'],
  ['application/json;q=0.5, application/problem+json;q=0.9', 'application/problem+json'],
  ['application/json, application/problem+json;q=0.9', 'application/json'],
  ['application/json, application/problem+json', 'application/json'],
  ['application/problem+json;q=0', 'application/json'],
  ['application/problem+json;q=0, */*', 'application/json'],
  ['application/problem+json; charset=utf-8', 'application/problem+json'],
  ['application/problem+json;charset="UTF-8", application/json;q=0.9', 'application/problem+json'],
  ['application/problem+json; charset=latin1', 'application/json'],
  ['text/html;note="application/problem+json"', 'application/json'],
  [';;,=q', 'application/json'],
])('who accepts %p gets %s', (accept, expected) => expect(preferredType(accept, types)).toBe(expected));
