import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BundledPackage, readPackage } from './bundled-packages.ts';

const own = 'scripts/package/docs';
const library = 'node_modules/swagger-ui-dist';

const sources: Record<string, string> = {
  'index.html': own,
  'show-document.js': own,
  'swagger-ui.css': library,
  'swagger-ui-bundle.js': library,
  // The licences of what the bundle is made of, which its first line refers to.
  'swagger-ui-bundle.js.LICENSE.txt': library,
};

/** The page that shows the API's document: its files as they are deployed, and the library that renders it. */
export function readDocumentsPage(): { files: Record<string, string>; library: BundledPackage } {
  const files = Object.entries(sources).map(([name, folder]) => [
    `docs/${name}`,
    readFileSync(join(folder, name), 'utf8'),
  ]);
  return { files: Object.fromEntries(files), library: readPackage(library) };
}
