/** One detail of an error, in the shape of the Microsoft REST API Guidelines. */
export interface ErrorDetail {
  code: string;
  message: string;
  /** The field, header or parameter that is wrong. */
  target?: string;
}

/** What an error has beside its status, code and message. */
export interface ErrorParts {
  details?: ErrorDetail[];
  /** Headers of the answer, such as Retry-After. */
  headers?: Record<string, string>;
}

/** An error that becomes an HTTP answer. Callers see its message, so it says what to do and holds no secret. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: ErrorDetail[];
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, { details = [], headers = {} }: ErrorParts = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}
