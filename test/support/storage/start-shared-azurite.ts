import { type Azurite, startAzurite } from '../../../scripts/local-stack/start-azurite.ts';
import { sharedAzuriteVariable } from './shared-azurite.ts';

let azurite: Azurite | undefined;

/** jest's global set-up: starts one Azurite for all test files. Separate names keep the files apart. */
export default async function startSharedAzurite(): Promise<void> {
  azurite = await startAzurite();
  process.env[sharedAzuriteVariable] = azurite.connectionString;
}

export async function stopSharedAzurite(): Promise<void> {
  await azurite?.stop();
}
