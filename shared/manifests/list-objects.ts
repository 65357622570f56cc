import { isRecord } from '../plain/is-record.ts';
import type { ManifestDocument } from './compose-documents.ts';
import { findNode } from './find-node.ts';
import { ManifestMistake, positionOf } from './manifest-mistake.ts';
import { itemKindOf, podPathOf } from './workload-kinds.ts';

/** An object in a stream of manifests: a document, or an item of a list in one. */
export interface ManifestObject {
  document: ManifestDocument;
  /** Counts from 0; empty documents count. */
  documentIndex: number;
  /** From the root of the document to the object. */
  path: (string | number)[];
  /** Where it begins in the text. */
  offset: number;
  apiVersion: string;
  kind: string;
  value: Record<string, unknown>;
  /** From the object to its pod, or to its template of pods; null when it has none. */
  podPath: readonly string[] | null;
}

interface Place {
  document: ManifestDocument;
  documentIndex: number;
  path: (string | number)[];
}

/** Lists the objects of a stream, those in lists one by one. Throws ManifestMistake for a document that is no object. */
export function listObjects(text: string, documents: ManifestDocument[]): ManifestObject[] {
  return documents.flatMap((document, documentIndex) => {
    const value: unknown = document.toJS({ maxAliasCount: -1 });
    if (value === null || value === undefined) return [];
    if (!isRecord(value)) {
      const position = positionOf(text, document.contents?.range[0] ?? 0);
      throw new ManifestMistake('InvalidManifest', 'a manifest is an object with apiVersion and kind.', position);
    }
    return objectsIn(value, { document, documentIndex, path: [] }, null);
  });
}

function objectsIn(value: Record<string, unknown>, place: Place, list: ManifestObject | null): ManifestObject[] {
  const apiVersion = textOf(value['apiVersion']) ?? list?.apiVersion ?? '';
  const kind = textOf(value['kind']) ?? (list && itemKindOf(list.kind)) ?? '';
  const offset = findNode(place.document, place.path)?.node.range[0] ?? 0;
  const object = { ...place, offset, apiVersion, kind, value, podPath: podPathOf(apiVersion, kind) };
  const { items } = value;
  if (!kind.endsWith('List') || !Array.isArray(items)) return [object];
  return items.flatMap((item: unknown, index) =>
    isRecord(item) ? objectsIn(item, { ...place, path: [...place.path, 'items', index] }, object) : [],
  );
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
