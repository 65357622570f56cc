import { asRecord } from '../plain/as-record.ts';
import { cannotEdit } from './collect-edits.ts';
import type { ManifestObject } from './list-objects.ts';
import { valueAt } from './read-template-of.ts';

/**
 * Reads what was edited as kubectl will, and compares: every object is there, names the RuntimeClass that was meant, and
 * is otherwise what it was. Throws ManifestMistake for the first that is not.
 */
export function verifyEdited(
  before: { text: string; objects: ManifestObject[] },
  after: ManifestObject[],
  meant: { runtimeClassName: string | null }[],
): void {
  for (const [index, object] of before.objects.entries()) {
    const edited = after[index];
    const named = edited && classOf(edited) === (meant[index]?.runtimeClassName ?? null);
    if (!named || withoutClass(edited) !== withoutClass(object)) throw cannotEdit(before.text, object);
  }
}

function classOf({ value, podPath }: ManifestObject): string | null {
  if (!podPath) return null;
  const name = asRecord(valueAt(value, [...podPath, 'spec']))['runtimeClassName'];
  return typeof name === 'string' && name !== '' ? name : null;
}

function withoutClass({ value }: ManifestObject): string {
  return JSON.stringify(value, (key, each: unknown) => (key === 'runtimeClassName' ? undefined : each));
}
