/** One detail of an error, in the shape of the Microsoft REST API Guidelines. */
export interface ErrorDetail {
  code: string;
  message: string;
  /** The field, header or parameter that is wrong. */
  target?: string;
}

/** An error that becomes an HTTP answer. Callers see its message, so it says what to do and holds no secret. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: ErrorDetail[];

  constructor(status: number, code: string, message: string, details: ErrorDetail[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** Renders Azure's error object (Microsoft REST API Guidelines, section "Error condition responses"). */
export function renderError(error: { code: string; message: string; details: ErrorDetail[] }): unknown {
  const { code, message, details } = error;
  return { error: { code, message, ...(details.length > 0 ? { details } : {}) } };
}
