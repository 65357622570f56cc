import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of these programs that is there: in one of the folders, which come first, or on the PATH. Null where none is. */
export function findProgram(
  names: readonly string[],
  environment: NodeJS.ProcessEnv,
  folders: readonly string[] = [],
): string | null {
  const places = [...folders, ...(environment['PATH'] ?? '').split(delimiter)].filter(Boolean);
  return names.flatMap((name) => places.map((place) => join(place, name))).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
