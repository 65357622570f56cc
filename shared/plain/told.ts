type Told<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The fields that have a value: the SDK's models take none that is `undefined`. */
export function told<T extends object>(fields: T): Told<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Told<T>;
}
