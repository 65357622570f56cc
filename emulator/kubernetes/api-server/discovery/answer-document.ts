import { resourceDefinitions } from '../../api/resource-definitions.ts';
import { noSuchPath, PageNotFound } from '../../api/status-errors.ts';
import { isKnownGroup } from '../requests/unemulated-resources.ts';
import { aggregatedContentType, aggregatedDiscovery, wantsAggregated } from './aggregated-discovery.ts';
import { coreVersions, groupDocument, groupList, resourceList } from './legacy-discovery.ts';
import { loadOpenApiDocuments, openApiIndex } from './openapi-documents.ts';

export interface TextAnswer {
  contentType: string;
  text: string;
}

const json = (body: unknown, contentType = 'application/json'): TextAnswer => ({
  contentType,
  text: JSON.stringify(body),
});

function versionDocument(kubernetesVersion: string): Record<string, string> {
  const [major = '1', minor = '0'] = kubernetesVersion.split('.');
  return {
    major,
    minor,
    gitVersion: `v${kubernetesVersion}`,
    gitCommit: '0000000000000000000000000000000000000000',
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
    goVersion: 'go1.24',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

const orMissing = (body: Record<string, unknown> | null): TextAnswer => {
  if (!body) throw noSuchPath();
  return json(body);
};

async function openApi(path: string): Promise<TextAnswer> {
  if (path === '/openapi/v3') return json(await openApiIndex());
  const text = (await loadOpenApiDocuments()).get(path.slice('/openapi/v3/'.length));
  if (text === undefined) throw new PageNotFound();
  return { contentType: 'application/json', text };
}

/** The paths that a server tells of at its root. */
function rootPaths(): string[] {
  const groups = resourceDefinitions.filter(({ group }) => group !== '');
  const discovery = groups.flatMap(({ group, versions }) => [
    `/apis/${group}`,
    ...versions.map((version) => `/apis/${group}/${version}`),
  ]);
  const fixed = ['/api', '/api/v1', '/apis', '/apis/', '/healthz', '/livez', '/openapi/v3', '/readyz', '/version'];
  return [...new Set([...fixed, ...discovery])].sort();
}

/**
 * Answers paths that are no resource: health, version, discovery in both forms, OpenAPI. Throws StatusError NotFound, and
 * PageNotFound.
 */
export async function answerDocument(
  path: string,
  accept: string,
  about: { kubernetesVersion: string; address: string },
): Promise<TextAnswer> {
  if (/^\/(healthz|livez|readyz)(\/|$)/.test(path)) return { contentType: 'text/plain; charset=utf-8', text: 'ok' };
  if (path === '/') return json({ paths: rootPaths() });
  if (path === '/version') return json(versionDocument(about.kubernetesVersion));
  if (path === '/api' || path === '/apis') {
    if (wantsAggregated(accept)) return json(aggregatedDiscovery(path === '/api'), aggregatedContentType);
    return json(path === '/api' ? coreVersions(about.address) : groupList());
  }
  if (path.startsWith('/openapi/v3')) return openApi(path);
  const [root, group = '', version] = path.split('/').filter(Boolean);
  if (root === 'api') return orMissing(resourceList('', group));
  if (root === 'apis' && isKnownGroup(group))
    return orMissing(version ? resourceList(group, version) : groupDocument(group));
  if (root === 'version') throw noSuchPath();
  throw new PageNotFound();
}
