import { expect, test } from '@jest/globals';
import { HttpError } from '../../shared/api/http-error.ts';
import { renderError } from '../../shared/api/render-error.ts';

test('what could not be done now says when to ask again, as clients of Azure look for it', () => {
  const { headers } = renderError(new HttpError(503, 'NotRead', 'Ask again in a minute.'), null);
  expect(headers).toMatchObject({ 'Retry-After': '60', 'x-ms-error-code': 'NotRead' });
  const own = new HttpError(409, 'ProvisioningUnderWay', 'It is taken.', { headers: { 'Retry-After': '15' } });
  expect(renderError(own, null).headers).toMatchObject({ 'Retry-After': '15' });
  expect(renderError(new HttpError(404, 'RunNotFound', 'None.'), null).headers).not.toHaveProperty('Retry-After');
});

test('the title of a problem is the phrase of its status', () => {
  const titles = [400, 405, 410, 424, 503].map((status) => {
    const { body } = renderError(new HttpError(status, 'Any', 'What is wrong.'), 'application/problem+json');
    return (JSON.parse(body) as { title: string }).title;
  });
  expect(titles).toEqual(['Bad Request', 'Method Not Allowed', 'Gone', 'Failed Dependency', 'Service Unavailable']);
});
