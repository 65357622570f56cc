import { describe, expect, test } from '@jest/globals';
import { findBrowser } from './support/find-browser.ts';

describe('the browser of the tests', () => {
  test('must be there in continuous integration, and may be missing elsewhere', () => {
    expect(() => findBrowser({ PATH: '/nowhere', CI: 'true' })).toThrow('No Chromium on the PATH');
    const said: string[] = [];
    expect(findBrowser({ PATH: '/nowhere' }, (line) => said.push(line))).toBeNull();
    expect(said.join()).toContain('THE PAGE IS NOT TESTED');
  });
});
