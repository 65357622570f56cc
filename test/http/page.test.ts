import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  // App Service authentication names callers; the page itself is for anybody.
  stack = await startTestStack({ scenario: 'healthy', settings: { WEBSITE_AUTH_ENABLED: 'True' } });
});
afterAll(() => stack?.stop());

/** Without a key, as a browser asks. */
const read = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${stack.host().ready.baseUrl}/api/page${path}`, { headers });

const filesOf = (text: string) => [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');

describe('the page', () => {
  test('is the same document at every address of its views, and asks each time whether it is still the newest', async () => {
    const first = await read('');
    const text = await first.text();
    expect(text).toContain('content="/api/page"');
    expect(text).not.toContain('%');
    expect(text).toContain('name="kataproof-sign-in" content="entra"');
    for (const path of ['/', '/runs', '/runs/x', '/clusters/a/b/c/pools/%28no%20agent%20pool%29?q=1'])
      expect(await (await read(path)).text()).toBe(text);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const tag = first.headers.get('etag') ?? '';
    const again = await read('', { 'if-none-match': `"other", ${tag}` });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await read('', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('runs no inline script, takes no style, frame or text for a script, and nothing from elsewhere', async () => {
    const response = await read('');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'none'"],
        ...["frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"],
      ]),
    );
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('same-origin');
    const files = filesOf(await response.text());
    expect(files.length).toBe(4);
    for (const file of files) expect(file).toMatch(/^\/api\/page\/assets\/[a-z]+-[A-Z0-9]{8}\.\w+$/);
  });

  test('has files that a browser keeps for ever, gzipped for who takes that', async () => {
    for (const file of filesOf(await (await read('')).text())) {
      const path = file.replace('/api/page', '');
      const [plain, small] = [
        await read(path, { 'accept-encoding': 'identity' }),
        await read(path, { 'accept-encoding': 'gzip, br' }),
      ];
      expect([plain.status, plain.headers.get('content-encoding')]).toEqual([200, null]);
      expect([small.status, small.headers.get('content-encoding')]).toEqual([200, 'gzip']);
      expect(await small.text()).toBe(await plain.text());
      expect(plain.headers.get('cache-control')).toContain('immutable');
      expect(plain.headers.get('vary')).toBe('Accept-Encoding');
      expect((await read(path, { 'if-none-match': plain.headers.get('etag') ?? '' })).status).toBe(304);
    }
  });

  test('has no other file, whatever the name', async () => {
    for (const name of ['', 'x.js', 'page-AAAAAAAA.js', '..%2Findex.html', '%2e%2e/main.cjs', 'a/b', 'constructor'])
      expect([name, (await read(`/assets/${name}`)).status]).toEqual([name, name.startsWith('%2e') ? 200 : 404]);
  });
});
