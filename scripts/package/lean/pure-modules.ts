import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** The root of a package of Azure's or of its generator's, in the path of one of its modules. */
const azurePackage = /^.*[\\/]node_modules[\\/](?:@azure|@azure-rest|@typespec)[\\/][^\\/]+(?=[\\/])/;

/** Says nothing of itself, and its modules do nothing when they are loaded but define what they export. */
const pureThough = /[\\/]@azure[\\/]msal-node$/;

/**
 * An esbuild plugin that leaves out modules of Azure's libraries from which nothing is used. Their package.json allows it
 * (`sideEffects`), but esbuild reads only the nearest one, and theirs have another in the folder of their modules.
 */
export const pureModules: Plugin = {
  name: 'pure-modules',
  setup(build) {
    const known = new Map<string, boolean>();
    build.onResolve(
      { filter: /^(@azure|@azure-rest|@typespec)\/|^\.\.?\// },
      async ({ path, pluginData, ...where }) => {
        const isAzures = !path.startsWith('.') || azurePackage.test(where.importer);
        if (!isAzures || pluginData === 'pure-modules') return undefined;
        const found = await build.resolve(path, { ...where, pluginData: 'pure-modules' });
        const [folder] = azurePackage.exec(found.path) ?? [];
        if (found.errors.length > 0 || folder === undefined || found.external) return undefined;
        if (!known.has(folder)) known.set(folder, pureThough.test(folder) || isDeclaredPure(folder));
        return known.get(folder) ? { ...found, sideEffects: false } : undefined;
      },
    );
  },
};

function isDeclaredPure(folder: string): boolean {
  const { sideEffects } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { sideEffects?: unknown };
  return sideEffects === false;
}
