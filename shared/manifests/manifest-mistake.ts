/** Where something stands in a text; both count from 1. */
export interface Position {
  line: number;
  column: number;
}

export type ManifestMistakeCode =
  /** It is no YAML, or no JSON, at all. */
  | 'MalformedManifest'
  /** It is a template that has not been rendered. */
  | 'ManifestIsTemplate'
  /** It is nested, repeated or expanded beyond what any manifest needs. */
  | 'ManifestTooComplex'
  /** It is YAML, but a field has a type that Kubernetes does not take. */
  | 'InvalidManifest';

/** Says that manifests cannot be read, and where. Nothing of them is answered then. */
export class ManifestMistake extends Error {
  readonly code: ManifestMistakeCode;
  readonly position: Position | null;

  constructor(code: ManifestMistakeCode, message: string, position: Position | null) {
    super(position ? `Line ${position.line}, column ${position.column}: ${message}` : message);
    this.code = code;
    this.position = position;
  }
}

/** Gives the line of any offset in a text, counted from 1, without counting anew for each. */
export function createLineFinder(text: string): (offset: number) => number {
  const ends: number[] = [];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) ends.push(end);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

/** The position of an offset in a text. */
export function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, Math.max(0, offset));
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}
