import type { ObservedService } from '../azure/start-azure-services.ts';
import type { WireObserver } from '../http/exchange.ts';
import type { Clock } from '../seams/clock.ts';

export interface LoggedRequest {
  service: ObservedService;
  method: string;
  /** The path without the query, because the query of an operation URL has a signature. */
  path: string;
  status: number;
  /** ISO 8601. */
  at: string;
}

export interface RequestLog {
  requests: readonly LoggedRequest[];
  observer(service: ObservedService): WireObserver;
}

/** Older requests are dropped, because the emulator may run for days. */
const maxRequests = 50_000;

/** Creates the log of requests to the emulated Azure services and their status codes. Tests count calls with it. */
export function createRequestLog(clock: Clock): RequestLog {
  const requests: LoggedRequest[] = [];
  return {
    requests,
    observer: (service) => (request, response) => {
      if (requests.length >= maxRequests) requests.shift();
      const at = new Date(clock.now()).toISOString();
      requests.push({ service, method: request.method, path: request.url.pathname, status: response.status, at });
    },
  };
}
