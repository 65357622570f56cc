/** One HTTP exchange as plain values, so that every emulated service is a function from request to response. */
export interface WireRequest {
  method: string;
  url: URL;
  /** Names in lower case; repeated headers joined as Node joins them. */
  headers: Record<string, string>;
  body: string;
}

export interface WireResponse {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON; absent for an empty body. */
  body?: unknown;
}

export type WireHandler = (request: WireRequest) => Promise<WireResponse> | WireResponse;

/** Is told of each exchange once it is answered. */
export type WireObserver = (request: WireRequest, response: WireResponse) => void;
