import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import { type Failure, toFailure } from '../errors/failure.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import type { Place } from '../fleet/places-of.ts';
import type { Ports } from '../ports/ports.ts';

/** A page of clusters over several places. */
export interface KnownClusters {
  clusters: ClusterFacts[];
  /** Places that could not be listed: nothing is known of their clusters. */
  unread: { place: Place; failure: Failure }[];
  /** Null after the last page. */
  continuation: string | null;
}

/** Lists that are asked for in one page, so that many empty places cost neither time nor ARM's patience. */
const mostLists = 10;

/** Where a page begins: the place, its own page, and how many clusters of that page have been given already. */
interface Cursor {
  place: number;
  inner: string | null;
  offset: number;
}

/**
 * Lists clusters place after place, `limit` at most, with one call to ARM for each of its own pages and ten at most. A
 * place that cannot be listed does not take the others with it. Throws InvalidContinuation.
 */
export async function listKnownClusters(
  ports: Pick<Ports, 'clusters'>,
  places: readonly Place[],
  page: { limit: number; continuation: string | null },
): Promise<KnownClusters> {
  const clusters: ClusterFacts[] = [];
  const unread: KnownClusters['unread'] = [];
  let cursor: Cursor | null = parseCursor(page.continuation);
  for (let lists = 0; lists < mostLists && cursor && clusters.length < page.limit; lists++) {
    const place: Place | undefined = places[cursor.place];
    if (!place) return { clusters, unread, continuation: null };
    const at: Cursor = cursor;
    const listed = await listAt(ports, place, at, unread);
    const given = listed.clusters.slice(at.offset, at.offset + page.limit - clusters.length);
    clusters.push(...given);
    cursor = advance(at, given.length, listed);
  }
  const continuation = cursor && cursor.place < places.length ? formatCursor(cursor) : null;
  return { clusters, unread, continuation };
}

async function listAt(
  ports: Pick<Ports, 'clusters'>,
  place: Place,
  { inner }: Cursor,
  unread: KnownClusters['unread'],
): Promise<{ clusters: ClusterFacts[]; continuation: string | null }> {
  try {
    return await ports.clusters.listClusterPage({ ...place, continuation: inner });
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === 'InvalidContinuation') throw error;
    unread.push({ place, failure });
    return { clusters: [], continuation: null };
  }
}

function advance(at: Cursor, given: number, listed: { clusters: unknown[]; continuation: string | null }): Cursor {
  const offset = at.offset + given;
  if (offset < listed.clusters.length) return { ...at, offset };
  if (listed.continuation !== null) return { ...at, inner: listed.continuation, offset: 0 };
  return { place: at.place + 1, inner: null, offset: 0 };
}

function formatCursor({ place, inner, offset }: Cursor): string {
  return `${place}.${offset}.${inner ?? ''}`;
}

function parseCursor(continuation: string | null): Cursor {
  if (continuation === null) return { place: 0, inner: null, offset: 0 };
  const [, place, offset, inner] = /^(\d{1,6})\.(\d{1,6})\.(.*)$/s.exec(continuation) ?? [];
  if (place === undefined)
    throw new KataproofError('InvalidContinuation', 'The continuation is not one that a page of this list gave.');
  return { place: Number(place), offset: Number(offset), inner: inner || null };
}
