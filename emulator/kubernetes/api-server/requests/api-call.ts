import type { ServerResponse } from 'node:http';
import type { Clock } from '../../../seams/clock.ts';
import type { Admission, ContainerRuntime, KubeObject } from '../../api/seams.ts';
import type { VersionedObjectStore } from '../store/object-store.ts';
import type { Representation } from './negotiate.ts';
import type { ResourcePath } from './request-path.ts';

/** One cluster, with what the verbs need. */
export interface ClusterApi {
  store: VersionedObjectStore;
  clock: Clock;
  admission: Admission;
  runtime: ContainerRuntime;
  /** How often a watch that allows bookmarks gets one, in milliseconds of the clock. */
  bookmarkPeriodMs: number;
  /** A fault: watches break after so many milliseconds of the clock. Null means that they do not. */
  watchDropsAfterMs: number | null;
}

/** A parsed and checked request to a resource. */
export interface ApiCall {
  method: string;
  path: ResourcePath;
  query: URLSearchParams;
  representation: Representation;
  contentType: string;
  userAgent: string;
  body: Buffer;
}

/** The answer of a verb. The server turns it into HTTP. */
export type Answer =
  | { kind: 'object'; code: number; object: KubeObject; warnings?: string[] }
  | { kind: 'list'; items: KubeObject[]; metadata: Record<string, unknown>; warnings?: string[] }
  | { kind: 'document'; code: number; body: Record<string, unknown>; warnings?: string[] }
  /** `start` writes the response itself and also ends it. */
  | { kind: 'stream'; start(response: ServerResponse): void };
