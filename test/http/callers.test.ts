import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { principalHeaders } from '../support/samples/principal-headers.ts';

const who = (...roles: string[]) => principalHeaders({ id: 'b2', name: 'bo@example.org', roles });

interface Refused {
  error: { code: string; message: string };
}

async function ask(stack: TestStack, path: string, headers: Record<string, string>, method = 'GET') {
  const response = await fetch(`${stack.host().ready.baseUrl}/api/${path}`, { method, headers });
  const body = (await response.text()) || '{}';
  return { status: response.status, headers: response.headers, body: JSON.parse(body) as Refused };
}

describe('where App Service authentication is on', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack({ scenario: 'healthy', settings: { WEBSITE_AUTH_ENABLED: 'True' } });
  });
  afterAll(() => stack?.stop());

  test('a reader looks and does not act, and an operator does both', async () => {
    const cancel = 'runs/8204312613280-d1883f5112/cancel';
    expect((await ask(stack, 'runs', who('Kataproof.Reader'))).status).toBe(200);
    expect(await ask(stack, cancel, who('Kataproof.Reader'), 'POST')).toMatchObject({
      status: 403,
      body: { error: { code: 'RoleRequired', message: expect.stringContaining('only Kataproof.Reader') } },
    });
    expect((await ask(stack, 'runs', who('Kataproof.Operator'))).status).toBe(200);
    expect((await ask(stack, cancel, who('Other', 'Kataproof.Operator'), 'POST')).status).toBe(404);
  });

  test('a caller without a role, or whose claims cannot be read, may do nothing', async () => {
    const saying = (claims: unknown) => ({
      ...who(),
      'x-ms-client-principal': Buffer.from(JSON.stringify(claims)).toString('base64'),
    });
    const unreadable = { ...who('Kataproof.Operator'), 'x-ms-client-principal': 'bm8ganNvbg==' };
    const untyped = saying({ claims: [null, { val: 'Kataproof.Operator' }] });
    for (const headers of [who(), who('kataproof.operator'), unreadable, untyped, saying([]), saying({ claims: 5 })])
      expect(await ask(stack, 'runs', headers)).toMatchObject({
        status: 403,
        body: { error: { code: 'RoleRequired' } },
      });
  });

  test('a page of another site acts for nobody, however well they are signed in', async () => {
    const cancel = 'runs/8204312613280-d1883f5112/cancel';
    const operator = who('Kataproof.Operator');
    const sent = async (from: Record<string, string>, path = cancel, method = 'POST') =>
      (await ask(stack, path, { ...operator, ...from }, method)).status;
    for (const site of ['cross-site', 'same-site'])
      for (const [path, method] of [
        [cancel, 'POST'],
        ['runs/8204312613280-d1883f5112', 'DELETE'],
      ])
        expect(await ask(stack, path ?? '', { ...operator, 'sec-fetch-site': site }, method)).toMatchObject({
          status: 403,
          body: { error: { code: 'ForeignPage' } },
        });
    expect(await sent({ 'sec-fetch-site': 'same-origin' })).toBe(404);
    expect(await sent({ 'sec-fetch-site': 'cross-site', authorization: 'Bearer ey' })).toBe(404);
    expect(await sent({ 'sec-fetch-site': 'cross-site' }, 'runs', 'GET')).toBe(200);
    const page = `${stack.host().ready.baseUrl}/api/page`;
    for (const method of ['GET', 'HEAD'])
      expect((await fetch(page, { method, headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(200);
  });

  test('a key of the host counts for nothing, and roles without a caller neither', async () => {
    const { 'x-ms-client-principal': claims } = who('Kataproof.Operator');
    for (const headers of [
      {},
      { 'x-functions-key': stack.host().ready.masterKey },
      { 'x-ms-client-principal': claims },
    ]) {
      const answer = await ask(stack, 'runs', headers as Record<string, string>);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    }
  });

  test('the document asks for tokens', async () => {
    const { body } = await ask(stack, 'openapi.json', {});
    expect(body).toMatchObject({ components: { securitySchemes: { entraId: { scheme: 'bearer' } } } });
  });
});

describe('where it is off', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack({ scenario: 'healthy' });
  });
  afterAll(() => stack?.stop());
  const keyed = (headers: Record<string, string> = {}) => ({
    'x-functions-key': stack.host().ready.masterKey,
    ...headers,
  });

  test('a header that names an operator opens nothing', async () => {
    expect((await ask(stack, 'runs', who('Kataproof.Operator'))).status).toBe(401);
    expect((await ask(stack, 'runs', keyed(who('Kataproof.Reader')))).status).toBe(200);
  });

  test('every answer says which versions there are, and an unknown one is refused', async () => {
    const known = await ask(stack, 'runs?api-version=2026-11-01', keyed());
    expect([known.status, known.headers.get('api-supported-versions')]).toEqual([200, '2026-11-01']);
    const unknown = await ask(stack, 'runs?api-version=2020-01-01', keyed());
    expect([unknown.status, unknown.headers.get('x-ms-error-code'), unknown.body.error.code]).toEqual([
      400,
      'UnsupportedApiVersionValue',
      'UnsupportedApiVersionValue',
    ]);
    expect(unknown.headers.get('api-supported-versions')).toBe('2026-11-01');
    for (const query of ['Api-Version=2020-01-01', 'api-version=2026-11-01&API-VERSION=x', 'api-version='])
      expect([query, (await ask(stack, `runs?${query}`, keyed())).status]).toEqual([query, 400]);
    expect((await ask(stack, 'runs?Api-Version=2026-11-01', keyed())).status).toBe(200);
  });

  test('an error is problem details for who asks for them', async () => {
    const answer = await ask(stack, 'runs?nonsense=1', keyed({ accept: 'application/problem+json' }));
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({
      ...{ type: 'about:blank', title: 'Bad Request', status: 400, code: 'InvalidRequest' },
      errors: [{ code: 'InvalidValue', target: 'nonsense' }],
    });
  });
});
