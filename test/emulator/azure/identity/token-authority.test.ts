import { beforeAll, describe, expect, test } from '@jest/globals';
import { createTokenAuthority } from '../../../../emulator/azure/identity/create-token-authority.ts';
import { createSteppedClock } from '../../../../emulator/seams/clock.ts';
import { aksServerAppId, type TokenAuthority } from '../../../../emulator/seams/token-authority.ts';

const arm = 'https://management.azure.com';

describe('the token authority', () => {
  const clock = createSteppedClock(Date.UTC(2026, 10, 20));
  let tokens: TokenAuthority;
  beforeAll(async () => {
    tokens = await createTokenAuthority(clock);
  });

  test.each([arm, `${arm}/`, `${arm}/.default`])('takes its own token for %s', async (asked) => {
    const { token } = await tokens.issueToken(asked, 60);
    expect(await tokens.checkToken(token, arm)).toMatchObject({ ok: true, objectId: expect.any(String) });
  });

  test('refuses a token that was meant for somebody else', async () => {
    const { token } = await tokens.issueToken(arm, 60);
    expect(await tokens.checkToken(token, aksServerAppId)).toEqual({ ok: false, reason: 'audience' });
  });

  test('refuses a token from the second on in which it expires', async () => {
    const { token, expiresOnSeconds } = await tokens.issueToken(arm, 60);
    await clock.advance(59_000);
    expect(await tokens.checkToken(token, arm)).toMatchObject({ ok: true });
    await clock.advance(1_000);
    expect(clock.now() / 1000).toBe(expiresOnSeconds);
    expect(await tokens.checkToken(token, arm)).toEqual({ ok: false, reason: 'expired' });
  });

  test('refuses what another authority signed, what was changed, and what is no token', async () => {
    const { token: foreign } = await (await createTokenAuthority(clock)).issueToken(arm, 60);
    const { token } = await tokens.issueToken(arm, 60);
    const [header, , signature] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ aud: arm, exp: 9_999_999_999, oid: 'me' })).toString('base64url');
    for (const bad of [foreign, `${header}.${claims}.${signature}`, 'opaque', '..'])
      expect(await tokens.checkToken(bad, arm)).toEqual({ ok: false, reason: 'malformed' });
    expect(await tokens.checkToken(undefined, arm)).toEqual({ ok: false, reason: 'missing' });
  });
});
