import type { LoggedRequest } from '../../../seams/cluster-record.ts';

const longest = 10_000;

/** Creates the log of the latest requests to one server, oldest first. */
export function createRequestLog(): { requests: LoggedRequest[]; begin(method: string, url: string): LoggedRequest } {
  const requests: LoggedRequest[] = [];
  return {
    requests,
    begin(method, url) {
      const request: LoggedRequest = { method, url, code: null };
      requests.push(request);
      if (requests.length > longest) requests.splice(0, requests.length - longest);
      return request;
    },
  };
}
