const isoDate = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?(Z|[+-]\d\d:\d\d)?$/;
const microsoftDate = /^\/Date\((-?\d+)\)\/$/;

const withFraction = (seconds: string, fraction: string): string => {
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? seconds : `${seconds}.${digits}`;
};

function rewriteDate(text: string): string {
  const [, ticks] = microsoftDate.exec(text) ?? [];
  if (ticks !== undefined) return rewriteDate(new Date(Number(ticks)).toISOString());
  const [, seconds = '', fraction = '', zone = ''] = isoDate.exec(text) ?? [];
  if (seconds === '' || Number.isNaN(Date.parse(`${seconds}Z`))) return text;
  if (zone === '' || zone === 'Z') return `${withFraction(seconds, fraction)}${zone}`;
  const utc = new Date(`${seconds}${zone}`).toISOString().slice(0, 19);
  return `${withFraction(utc, fraction)}+00:00`;
}

/**
 * Rewrites the dates in a JSON value as Json.NET does when the Event Grid extension turns an event into text: no zeros
 * at the end of a fraction, and offsets converted to UTC, which is the time zone of hosts in Azure. Other texts stay as
 * they are.
 */
export function rewriteDates(value: unknown): unknown {
  if (typeof value === 'string') return rewriteDate(value);
  if (Array.isArray(value)) return value.map(rewriteDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, rewriteDates(each)]));
}
