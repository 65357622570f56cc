import { StatusError } from '../../api/seams.ts';
import type { IncludedObject } from '../tables/print-table.ts';

/** The form in which the client wants its objects. */
export interface Representation {
  form: 'object' | 'table' | 'partial';
  include: IncludedObject;
  encoding: Encoding;
}

export type Encoding = 'json' | 'yaml';

const encodings: Record<string, Encoding> = {
  'application/json': 'json',
  'application/*': 'json',
  '*/*': 'json',
  'application/yaml': 'yaml',
};

const typeOf = (mediaType: string) => (mediaType.split(';')[0] ?? '').trim();

/** Returns the encoding of an answer that has one form only: a Status, or a discovery document. */
export function encodingOf(accept: string | undefined): Encoding {
  for (const mediaType of (accept ?? '').split(',')) {
    const encoding = encodings[typeOf(mediaType)];
    if (encoding) return encoding;
  }
  return 'json';
}

const includes: readonly string[] = ['None', 'Metadata', 'Object'];

function formOf(mediaType: string): Representation['form'] | null {
  const [type = '', ...parameters] = mediaType.split(';').map((part) => part.trim());
  if (!encodings[type]) return null;
  const given = new Map(parameters.map((parameter) => parameter.split('=') as [string, string]));
  const as = given.get('as');
  if (as === undefined) return 'object';
  if (given.get('g') !== 'meta.k8s.io' || given.get('v') !== 'v1') return null;
  if (as === 'Table') return 'table';
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList' ? 'partial' : null;
}

/** The error for a client that accepts none of the media types in which an answer can be had. */
export const notAcceptable = (types: string) =>
  new StatusError(406, 'NotAcceptable', `only the following media types are accepted: ${types}`);

/** Returns the first form of the Accept header that is served. Throws StatusError NotAcceptable when none is. */
export function negotiate(accept: string | undefined, query: URLSearchParams): Representation {
  const asked = query.get('includeObject') ?? 'Metadata';
  const include = (includes.includes(asked) ? asked : 'Metadata') as IncludedObject;
  if (!accept) return { form: 'object', include, encoding: 'json' };
  for (const mediaType of accept.split(',')) {
    const form = formOf(mediaType.trim());
    if (form) return { form, include, encoding: encodings[typeOf(mediaType)] ?? 'json' };
  }
  throw notAcceptable('application/json, application/yaml');
}
