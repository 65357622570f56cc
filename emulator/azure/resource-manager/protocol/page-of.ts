import { ArmError } from './arm-error.ts';

/**
 * Returns one page of a list as ARM returns it. `nextLink` is absolute and keeps the query of the request. Throws 400
 * for a bad $skiptoken.
 */
export function pageOf<T>(items: readonly T[], url: URL, pageSize: number): { value: T[]; nextLink?: string } {
  const start = parseSkipToken(url.searchParams.get('$skiptoken'));
  const value = items.slice(start, start + pageSize);
  if (start + pageSize >= items.length) return { value };
  const next = new URL(url);
  next.searchParams.set('$skiptoken', Buffer.from(String(start + pageSize)).toString('base64url'));
  return { value, nextLink: next.href };
}

function parseSkipToken(skipToken: string | null): number {
  if (skipToken === null) return 0;
  const start = Number(Buffer.from(skipToken, 'base64url').toString());
  if (!Number.isSafeInteger(start) || start < 0)
    throw new ArmError(400, 'InvalidSkipToken', `The $skiptoken '${skipToken}' is not valid.`);
  return start;
}
