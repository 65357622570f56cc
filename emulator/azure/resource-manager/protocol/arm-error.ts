import type { WireResponse } from '../../../http/exchange.ts';

/**
 * An error that is sent as the answer. Resource Manager itself sends `{"error":{"code","message"}}`; the AKS resource
 * provider often sends the flat form `{"code","details","message","subcode"}`. Clients must read both.
 */
export class ArmError extends Error {
  readonly status: number;
  readonly code: string;
  readonly form: 'enveloped' | 'flat';
  readonly target: string | null;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    options: { form?: 'enveloped' | 'flat'; target?: string; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.form = options.form ?? 'enveloped';
    this.target = options.target ?? null;
    this.headers = options.headers ?? {};
  }
}

/** Builds an error in the flat form of the AKS resource provider. */
export function aksError(status: number, code: string, message: string, target?: string): ArmError {
  return new ArmError(status, code, message, { form: 'flat', ...(target !== undefined && { target }) });
}

export function renderArmError(error: ArmError): WireResponse {
  const target = error.target === null ? {} : { target: error.target };
  const body =
    error.form === 'flat'
      ? { code: error.code, details: null, message: error.message, subcode: '', ...target }
      : { error: { code: error.code, message: error.message, ...target } };
  return { status: error.status, headers: error.headers, body };
}
