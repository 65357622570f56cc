import { readFile } from 'node:fs/promises';
import { HttpError } from '../../shared/api/http-error.ts';
import { readDocs, readDocsAsset, readOpenApi } from '../../shared/api/operations/documents.ts';
import { appVersion } from '../../shared/plain/app-version.ts';
import { serve } from '../serving/serve.ts';
import { listOperations } from '../serving/served.ts';
import { staticHeaders } from '../serving/static-headers.ts';
import { settings } from '../wiring/app.ts';

serve(readOpenApi, async ({ apiUrl }) => {
  // The library that makes it is no part of a cold start.
  const { buildDocument } = await import('../../shared/api/openapi/build-document.ts');
  const api = { url: apiUrl, version: appVersion, platformAuthentication: settings.platformAuthentication };
  return { status: 200, jsonBody: buildDocument(await listOperations(), api) };
});

const page = 'index.html';

/** The files of the page, which the build lays beside the bundle, by their media types. */
const assets: Record<string, string> = {
  [page]: 'text/html; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'show-document.js': 'text/javascript; charset=utf-8',
};

/** Swagger UI sets styles of elements, and has pictures in its style sheet. */
const looser = { 'style-src': "'self' 'unsafe-inline'", 'img-src': "'self' data:" };

serve(readDocs, ({ request }) => answerPage(new URL(request.url).pathname.endsWith('/')));

serve(readDocsAsset, ({ params: { file } }) => (file === page ? answerPage(true) : answerFile(file)));

/** The links of the page are relative, so that they hold behind a gateway. `deeper`: its address is one below `…/docs`. */
async function answerPage(deeper: boolean) {
  const { body, ...answer } = await answerFile(page);
  return { ...answer, body: body.toString('utf8').replaceAll('%UP%', deeper ? '../' : '') };
}

async function answerFile(name: string) {
  const contentType = Object.hasOwn(assets, name) ? assets[name] : undefined;
  if (!contentType) throw new HttpError(404, 'DocumentNotFound', `There is no file ${name.slice(0, 100)}.`);
  const body = await readFile(new URL(`docs/${name}`, import.meta.url));
  return {
    status: 200,
    headers: { ...staticHeaders(contentType, looser), 'Cache-Control': 'public, max-age=3600' },
    body,
  };
}
