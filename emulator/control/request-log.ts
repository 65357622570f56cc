import type { ObservedService } from '../azure/start-azure-services.ts';
import type { WireObserver } from '../http/exchange.ts';
import type { Clock } from '../seams/clock.ts';

export interface LoggedRequest {
  service: ObservedService;
  method: string;
  /** Without the query: operation URLs carry a signature there. */
  path: string;
  status: number;
  /** ISO 8601. */
  at: string;
}

export interface RequestLog {
  requests: readonly LoggedRequest[];
  observer(service: ObservedService): WireObserver;
}

/** Older requests are dropped: the emulator may run for days. */
const maxRequests = 50_000;

/** What the emulated Azure services were asked, and what they answered: for tests that count calls. */
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
