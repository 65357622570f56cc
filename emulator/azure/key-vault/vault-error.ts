import type { WireResponse } from '../../http/exchange.ts';

/** A refusal in Key Vault's format; `inner` is the code that says why a 403 is one. */
export class VaultError extends Error {
  readonly response: WireResponse;

  constructor(
    status: number,
    code: string,
    message: string,
    { inner, headers }: { inner?: string; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.response = {
      status,
      body: { error: { code, message, ...(inner !== undefined && { innererror: { code: inner } }) } },
      ...(headers && { headers }),
    };
  }
}

/** As recorded in the sessions of Azure/azure-sdk-for-js (`sdk/keyvault/keyvault-keys/recordings`). */
export function keyNotFound(name: string): VaultError {
  return new VaultError(
    404,
    'KeyNotFound',
    `A key with (name/id) ${name} was not found in this key vault. If you recently deleted this key you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );
}

export const badParameter = (message: string) => new VaultError(400, 'BadParameter', message);
