import type { ServerResponse } from 'node:http';
import type { Clock } from '../../../seams/clock.ts';
import type { Admission, ContainerRuntime, KubeObject } from '../../api/seams.ts';
import type { VersionedObjectStore } from '../store/object-store.ts';
import type { Representation } from './negotiate.ts';
import type { ResourcePath } from './request-path.ts';

/** One cluster as the verbs see it. */
export interface ClusterApi {
  store: VersionedObjectStore;
  clock: Clock;
  admission: Admission;
  runtime: ContainerRuntime;
  /** How often a watch that allows bookmarks gets one, in milliseconds. */
  bookmarkPeriodMs: number;
  /** A fault: watches end after so many milliseconds. */
  watchDropsAfterMs: number | null;
}

/** A request to a resource, read and checked. */
export interface ApiCall {
  method: string;
  path: ResourcePath;
  query: URLSearchParams;
  representation: Representation;
  contentType: string;
  userAgent: string;
  body: Buffer;
}

/** What a verb answers; the server turns it into HTTP. */
export type Answer =
  | { kind: 'object'; code: number; object: KubeObject; warnings?: string[] }
  | { kind: 'list'; items: KubeObject[]; metadata: Record<string, unknown> }
  | { kind: 'document'; code: number; body: Record<string, unknown> }
  /** Writes the response itself, until the client or `closed` ends it. */
  | { kind: 'stream'; start(response: ServerResponse): void };
