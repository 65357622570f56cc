import { StatusError } from '../../api/seams.ts';
import type { IncludedObject } from '../tables/print-table.ts';

/** The form in which the client wants its objects. */
export interface Representation {
  form: 'object' | 'table' | 'partial';
  include: IncludedObject;
}

const includes: readonly string[] = ['None', 'Metadata', 'Object'];

function formOf(mediaType: string): Representation['form'] | null {
  const [type = '', ...parameters] = mediaType.split(';').map((part) => part.trim());
  if (!['application/json', 'application/*', '*/*'].includes(type)) return null;
  const given = new Map(parameters.map((parameter) => parameter.split('=') as [string, string]));
  const as = given.get('as');
  if (as === undefined) return 'object';
  if (given.get('g') !== 'meta.k8s.io' || given.get('v') !== 'v1') return null;
  if (as === 'Table') return 'table';
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList' ? 'partial' : null;
}

/** Returns the first form of the Accept header that is served. Throws StatusError NotAcceptable when none is. */
export function negotiate(accept: string | undefined, query: URLSearchParams): Representation {
  const asked = query.get('includeObject') ?? 'Metadata';
  const include = (includes.includes(asked) ? asked : 'Metadata') as IncludedObject;
  if (!accept) return { form: 'object', include };
  for (const mediaType of accept.split(',')) {
    const form = formOf(mediaType.trim());
    if (form) return { form, include };
  }
  const message = 'only the following media types are accepted: application/json';
  throw new StatusError(406, 'NotAcceptable', message);
}
