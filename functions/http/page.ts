import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { HttpResponseInit } from '@azure/functions';
import Negotiator from 'negotiator';
import { HttpError } from '../../shared/api/http-error.ts';
import { readPage, readPagePath } from '../../shared/api/operations/page.ts';
import { serve } from '../serving/serve.ts';
import { staticHeaders } from '../serving/static-headers.ts';
import { settings } from '../wiring/app.ts';

type Asked = { 'if-none-match'?: string | undefined; 'accept-encoding'?: string | undefined };

/** Media types of the files that the build makes, by the ends of their names. */
const mediaTypes: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
};

/** A name holds the hash of what is in the file, so that a browser keeps it for ever. */
const assetName = /^[a-z]+-[A-Z0-9]{8}\.(?<end>js|css|svg|txt)$/;

/** The page never makes HTML of a text: a browser that knows Trusted Types stops whatever would. */
const trustedTypes = { 'require-trusted-types-for': "'script'", 'trusted-types': "'none'" };

serve(readPage, ({ headers, apiUrl }) => answerIndex(headers, apiUrl));

/** Every address below the page is one of its views, which the page itself tells apart; but what it is made of is not. */
serve(readPagePath, ({ params: { path }, headers, apiUrl }) => {
  const [folder, ...rest] = path.split('/');
  return folder?.toLowerCase() === 'assets' ? answerAsset(rest.join('/'), headers) : answerIndex(headers, apiUrl);
});

async function answerIndex(asked: Asked, apiUrl: string): Promise<HttpResponseInit> {
  const template = await readFile(new URL('page/index.html', import.meta.url), 'utf8');
  const base = escapeAttribute(new URL(apiUrl).pathname.replace(/\/$/, ''));
  const body = template
    .replaceAll('%BASE%', () => `${base}/page`)
    .replaceAll('%SIGN_IN%', settings.platformAuthentication ? 'entra' : 'key');
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = {
    ...staticHeaders('text/html; charset=utf-8', trustedTypes),
    ...{ 'Cache-Control': 'no-cache', ETag: tag },
  };
  return isKnown(asked, tag) ? { status: 304, headers } : { status: 200, headers, body };
}

async function answerAsset(name: string, asked: Asked): Promise<HttpResponseInit> {
  const contentType = mediaTypes[assetName.exec(name)?.groups?.['end'] ?? ''];
  const gzipped = new Negotiator({ headers: { 'accept-encoding': asked['accept-encoding'] ?? '' } })
    .encodings(['gzip', 'identity'])
    .includes('gzip');
  // The host compresses nothing, so the build has.
  const file = new URL(`page/assets/${name}${gzipped ? '.gz' : ''}`, import.meta.url);
  const body = contentType === undefined ? null : await readFile(file).catch(() => null);
  if (contentType === undefined || body === null)
    throw new HttpError(404, 'DocumentNotFound', `The page has no file ${name.slice(0, 100)}.`);
  const tag = `W/"${name}"`;
  const headers = {
    ...staticHeaders(contentType, trustedTypes),
    ...{ 'Cache-Control': 'public, max-age=31536000, immutable', ETag: tag, Vary: 'Accept-Encoding' },
    ...(gzipped && { 'Content-Encoding': 'gzip' }),
  };
  return isKnown(asked, tag) ? { status: 304, headers } : { status: 200, headers, body };
}

/** Whether the browser says that it has what it would be sent (RFC 9110, 13.1.2: compared weakly). */
function isKnown({ 'if-none-match': known = '' }: Asked, tag: string): boolean {
  const plain = (each: string) => each.trim().replace(/^W\//, '');
  return known.split(',').some((each) => plain(each) === plain(tag));
}

/** A path of a URL has no quote and no bracket as it is; what a gateway makes of it is not ours. */
function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
