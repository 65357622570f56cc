import { describe, expect, test } from '@jest/globals';
import { createKeptLog, inheritable } from './start-azure-host.ts';

describe("what Azure's host is started with", () => {
  test('is nothing that makes it take itself for one of the plans of Azure', () => {
    const ours = { PATH: '/bin', HOME: '/home/me', DOTNET_ROOT: '/dotnet', LC_ALL: 'C' };
    const others = {
      CONTAINER_NAME: 'x',
      WEBSITE_INSTANCE_ID: 'x',
      WEBSITE_SITE_NAME: 'x',
      KUBERNETES_SERVICE_HOST: 'x',
      AzureWebJobsStorage: 'x',
      KATAPROOF_NAMESPACE: 'x',
      npm_config_prefix: 'x',
    };
    expect(inheritable({ ...ours, ...others })).toEqual(ours);
  });

  test('keeps of its log the first lines and the last', () => {
    const log = createKeptLog();
    log.add('the cause\n');
    for (let line = 0; line < 5_000; line++) log.add(`line ${line}\n`);
    log.add('the end');
    expect(log.read()).toMatch(/^the cause\nline 0\n[\s\S]*… \d+ characters …[\s\S]*\nline 4999\nthe end$/);
    expect(log.read().length).toBeLessThan(21_000);
  });

  test('loses nothing of a short log', () => {
    const log = createKeptLog();
    log.add('x'.repeat(9_995));
    log.add('0123456789');
    expect(log.read()).toBe(`${'x'.repeat(9_995)}0123456789`);
  });
});
