/** An HTTP request as a plain value, so that every emulated service is a function from a request to a response. */
export interface WireRequest {
  method: string;
  url: URL;
  /** Names are in lower case. Repeated headers are joined as Node joins them. */
  headers: Record<string, string>;
  body: string;
}

export interface WireResponse {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON; absent when the response has no body. */
  body?: unknown;
}

export type WireHandler = (request: WireRequest) => Promise<WireResponse> | WireResponse;

/** Called with each request and its response, once the handler has answered. */
export type WireObserver = (request: WireRequest, response: WireResponse) => void;
