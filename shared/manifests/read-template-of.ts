import { asRecord } from '../plain/as-record.ts';
import { isRecord } from '../plain/is-record.ts';
import { action, isTemplate } from './compose-documents.ts';
import { findNode } from './find-node.ts';
import type { ManifestObject } from './list-objects.ts';
import { ManifestMistake, positionOf } from './manifest-mistake.ts';
import { type PodTemplate, readPodTemplate } from './read-pod-template.ts';

/** The pod of an object, or its template of pods; null where there is none. Throws ManifestMistake for a wrong field. */
export function readTemplateOf(text: string, object: ManifestObject): PodTemplate | null {
  if (!object.podPath) return null;
  const value = valueAt(object.value, object.podPath);
  if (!isRecord(asRecord(value)['spec'])) return null;
  const read = readPodTemplate(value);
  if ('template' in read) {
    refuseQuotedActions(text, object, value);
    return read.template;
  }
  const { path, message } = read.mistake;
  const full = [
    ...object.path,
    ...object.podPath,
    ...path.map((step) => (typeof step === 'number' ? step : String(step))),
  ];
  const said = `${[...object.podPath, ...path.map(String)].join('.')} ${message}.`;
  throw new ManifestMistake('InvalidManifest', said, positionOf(text, offsetOf(object, full)));
}

/** In quotes an action is YAML. No object may be called so, and no image. */
function refuseQuotedActions(text: string, object: ManifestObject, pod: unknown): void {
  const { path, podPath } = object;
  const spec = asRecord(asRecord(pod)['spec']);
  const images = ['initContainers', 'containers'].flatMap((list) => {
    const containers = spec[list];
    const at = (index: number) => [...path, ...(podPath ?? []), 'spec', list, index, 'image'];
    return Array.isArray(containers)
      ? containers.map((container, index) => ({ value: asRecord(container)['image'], at: at(index) }))
      : [];
  });
  const name = { value: asRecord(object.value['metadata'])['name'], at: [...path, 'metadata', 'name'] };
  const found = [name, ...images].find(({ value }) => typeof value === 'string' && action.test(value));
  if (found) throw isTemplate(text, offsetOf(object, found.at));
}

/** The value of an object at a path of names. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((at, name) => asRecord(at)[name], value);
}

/** The place of what is wrong, or of what it should have stood in. */
function offsetOf({ document }: ManifestObject, path: (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const found = findNode(document, path.slice(0, length));
    if (found) return found.node.range[0];
  }
  return document.range[0];
}
