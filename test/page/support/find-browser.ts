import { findProgram } from '../../support/find-program.ts';

/** As Debian, Ubuntu and Google name it. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The browser of this machine: a Chromium on the PATH. Null, with a line that nobody overlooks, where there is none; in
 * continuous integration, where one is installed, it throws instead.
 */
export function findBrowser(
  environment: NodeJS.ProcessEnv = process.env,
  warn: (line: string) => unknown = (line) => process.stderr.write(line),
): string | null {
  const found = findProgram(names, environment);
  if (found) return found;
  const missing = `No Chromium on the PATH (${names.join(', ')}): apt-get install chromium`;
  if (environment['CI']) throw new Error(missing);
  warn(`\n*** THE PAGE IS NOT TESTED: ${missing}. ***\n\n`);
  return null;
}
