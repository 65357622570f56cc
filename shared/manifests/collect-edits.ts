import type { Node } from 'yaml';
import { type FoundNode, findNode, resolved } from './find-node.ts';
import type { ManifestObject } from './list-objects.ts';
import { ManifestMistake, positionOf } from './manifest-mistake.ts';
import { planEdit, type TextEdit } from './plan-edit.ts';

/**
 * Collects the edits that give a RuntimeClass to the pods of these objects: one for each place, because what stands
 * behind an anchor may be the spec of several. Throws ManifestMistake where no edit of one line does it.
 */
export function collectEdits(text: string, objects: ManifestObject[], name: string): TextEdit[] {
  const done = new Set<Node>();
  const edits: TextEdit[] = [];
  for (const object of objects) {
    const spec = specOf(object);
    const target = spec && resolved(object.document, spec)?.node;
    if (target && done.has(target)) continue;
    const edit = spec && planEdit(text, object.document, spec, name);
    if (!edit) throw cannotEdit(text, object);
    // A merge of an alias leaves what the alias names as it is.
    if (spec && target && (spec.node === target || spec.shared)) done.add(target);
    edits.push(edit);
  }
  return edits;
}

function specOf({ document, path, podPath }: ManifestObject): FoundNode | null {
  return findNode(document, [...path, ...(podPath ?? []), 'spec']);
}

/** Says that a RuntimeClass cannot be put into an object without changing more than a line. */
export function cannotEdit(text: string, { kind, offset }: ManifestObject): ManifestMistake {
  const message = `no runtimeClassName can be put into this ${kind} without changing anything else. Write its pod spec as a plain map.`;
  return new ManifestMistake('InvalidManifest', message, positionOf(text, offset));
}
