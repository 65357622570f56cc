const pattern = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?$/;

/** Parses a .NET TimeSpan `[d.]hh:mm:ss[.fffffff]` into milliseconds; undefined for anything else. */
export function parseTimeSpan(text: string): number | undefined {
  const found = pattern.exec(text);
  if (!found) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1, 5).map((part) => Number(part ?? 0));
  const fraction = Number(`0.${found[5] ?? '0'}`);
  return Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds + fraction) * 1000);
}
