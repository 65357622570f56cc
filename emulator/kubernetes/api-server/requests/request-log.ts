/** A request that the server has answered, or is answering: a watch has its code from its first byte on. */
export interface LoggedRequest {
  method: string;
  /** Path with query. */
  url: string;
  /** HTTP status; null while nothing is answered. */
  code: number | null;
}

const longest = 10_000;

/** The latest requests of one server, oldest first. */
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
