/** One line of an error's details, as Azure REST guidelines shape them. */
export interface ErrorDetail {
  code: string;
  message: string;
  /** The field, header or parameter that is wrong. */
  target?: string;
}

/** An answer that is an error. Its message is for the caller: it says what to do and holds nothing secret. */
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

/** Azure's error object (Microsoft REST API Guidelines, section "Error condition responses"). */
export function renderError(error: { code: string; message: string; details: ErrorDetail[] }): unknown {
  const { code, message, details } = error;
  return { error: { code, message, ...(details.length > 0 ? { details } : {}) } };
}
