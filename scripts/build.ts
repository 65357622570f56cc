import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderBillOfMaterials } from './package/bill-of-materials.ts';
import { bundleApp } from './package/bundle-app.ts';
import { bundlePage } from './package/bundle-page.ts';
import { readBundledPackages } from './package/bundled-packages.ts';
import { readDocumentsPage } from './package/documents-page.ts';
import { renderNotices, renderThirdPartyNotices } from './package/third-party-notices.ts';
import { readArguments } from './terminal/read-arguments.ts';

const usage = `Usage: npm run build

Writes dist/app, which is what gets deployed, and beside it the bill of materials (dist/sbom.cdx.json) and esbuild's
account of the bundle (dist/metafile.json) and of the page in it (dist/page-metafile.json); and dist/cli, which is the
package of the command: npm pack ./dist/cli.

Exit codes: 0 built, 1 not, 2 wrong arguments.`;

interface Manifest {
  name: string;
  version: string;
  description: string;
  license: string;
  engines: Record<string, string>;
}

/** Writes the files, and removes whatever else is in the folder. */
function fill(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (!Object.keys(files).some((file) => file === name || file.startsWith(`${name}/`)))
      rmSync(join(folder, name), { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

readArguments(usage, {}, () => undefined);
const { name, version, description, license, engines } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { files, metafile } = await bundleApp();
const documentsPage = readDocumentsPage();
const page = await bundlePage((metafile) => `${renderNotices(readBundledPackages(metafile))}\n`);
const packages = [...readBundledPackages(metafile), ...readBundledPackages(page.metafile), documentsPage.library];

/** What is deployed. The package.json has no dependency and no script, so that there is nothing to install or to run. */
fill('dist/app', {
  ...files,
  'main.cjs': `${files['main.cjs']}\n${renderThirdPartyNotices(packages)}`,
  'host.json': readFileSync('host.json', 'utf8'),
  ...documentsPage.files,
  ...page.files,
  'package.json': `${JSON.stringify({ name, version, type: 'commonjs', main: 'main.cjs', engines }, null, 2)}\n`,
});
/**
 * A process that lives for a second pays for each byte and each call that it loads: no space, and no names given by calls.
 * Names stay as they are written, so stacks can be read.
 */
const lean = { minifyWhitespace: true, minifySyntax: true, keepNames: false };
const command = await bundleApp({ entryPoints: { main: 'cli/main.ts' }, ...lean });
const commandPackage = {
  ...{ name, version, description, license, type: 'commonjs', engines },
  bin: { [name]: 'kataproof.cjs' },
};
/** A package of its own: all that the command needs is in the bundle, so that whoever installs it gets nothing else. */
fill('dist/cli', {
  'kataproof.cjs': readFileSync('cli/kataproof.cjs', 'utf8'),
  LICENSE: readFileSync('LICENSE', 'utf8'),
  'README.md': `# ${name}\n\n${description}\n\n\`kataproof --help\` tells the commands.\n`,
  ...command.files,
  'main.cjs': `${command.files['main.cjs']}\n${renderThirdPartyNotices(readBundledPackages(command.metafile))}`,
  'package.json': `${JSON.stringify(commandPackage, null, 2)}\n`,
});
/** What is told of the app: the bill of materials, and esbuild's account of where each byte of the bundle comes from. */
writeFileSync('dist/sbom.cdx.json', await renderBillOfMaterials({ name, version, license }, packages));
writeFileSync('dist/metafile.json', `${JSON.stringify(metafile)}\n`);
writeFileSync('dist/page-metafile.json', `${JSON.stringify(page.metafile)}\n`);
