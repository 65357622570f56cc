import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundledPackage } from './bundled-packages.ts';

/** File names under which packages keep what must travel with copies of them. */
const notice = /^(?:licen[cs]e|copying|notice|third-?party-?notices)/i;

/** The licence texts of a package; the declaration of its package.json when it has none. */
function readNotices({ folder, licence }: BundledPackage): string {
  const files = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isFile() && notice.test(each.name));
  const texts = files.map((file) => readFileSync(join(folder, file.name), 'utf8').trim());
  return texts.length > 0 ? texts.join('\n\n') : `Declared licence: ${licence}. The package has no licence file.`;
}

/**
 * The copyright notices and licences of packages: MIT, BSD and Apache 2.0 want them to travel with every copy. Packages with
 * the same text share it. Throws when a package cannot be read.
 */
export function renderNotices(packages: readonly BundledPackage[]): string {
  const chapters = [...Map.groupBy(packages, readNotices)].map(([text, sharers]) => {
    const names = new Set(sharers.map(({ name, version, licence }) => `${name} ${version} (${licence})`));
    return [...names, '', text].join('\n');
  });
  return ['Third-party notices', ...chapters].join(`\n\n${'-'.repeat(80)}\n\n`);
}

/** The same as comment lines of JavaScript: as part of the bundle they cannot be left behind. */
export function renderThirdPartyNotices(packages: readonly BundledPackage[]): string {
  // Each of these ends a line, and so a comment, for JavaScript.
  const lines = renderNotices(packages).split(/\r\n|[\n\r\u2028\u2029]/);
  return `${lines.map((line) => `// ${line}`.trimEnd()).join('\n')}\n`;
}
