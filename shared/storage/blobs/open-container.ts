import { BlobServiceClient, type ContainerClient, type StoragePipelineOptions } from '@azure/storage-blob';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { isStatus } from '../../errors/parse-rest-error.ts';
import { blobLimits } from '../../outbound/limits.ts';
import { withinTime } from '../../outbound/within-time.ts';
import type { StorageAccess } from '../access/storage-access.ts';
import { toStorageError } from '../access/storage-error.ts';

/** How to reach the blob service of the storage account. */
export interface BlobAccess extends Omit<StorageAccess, 'tablesEndpoint'> {
  /** https URL of the blob service, to be called with `credential` when there is no connection string. */
  blobsEndpoint: string | null;
}

/** A container of blobs that is created at its first use. */
export interface Container {
  /**
   * Creates the container if need be and calls `act`, within the time of blobLimits together. Throws coded errors. `act`
   * hands the signal to each of its calls.
   */
  use<T>(act: (client: ContainerClient, abortSignal: AbortSignal) => Promise<T>): Promise<T>;
}

/** Few and short retries, as for tables: the workflow retries on durable timers. */
const options: StoragePipelineOptions = { retryOptions: { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 2000 } };

const rightNeeded =
  'Give this app the role "Storage Blob Data Contributor" on the storage account, or check its connection string and firewall.';

/** Prepares access to a container; makes no request before the first use. */
export function openContainer(access: BlobAccess, name: string): Container {
  const { callTimeoutMs: timeoutMs } = access.limits ?? blobLimits;
  let opening: Promise<ContainerClient> | null = null;
  const open = () => {
    opening ??= withinTime(timeoutMs, (abortSignal) => openOnce(access, name, abortSignal)).catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  return {
    async use(act) {
      try {
        return await withinTime(timeoutMs, async (abortSignal) => act(await open(), abortSignal));
      } catch (error) {
        throw toBlobError(error);
      }
    },
  };
}

async function openOnce(access: BlobAccess, name: string, abortSignal: AbortSignal): Promise<ContainerClient> {
  const client = createService(access).getContainerClient(name);
  await client.createIfNotExists({ abortSignal });
  return client;
}

/**
 * Created at the first use, because an app that keeps no evidence may have a connection string without a blob service.
 */
function createService({ connectionString, blobsEndpoint, credential }: BlobAccess): BlobServiceClient {
  if (blobsEndpoint) return new BlobServiceClient(blobsEndpoint, credential, options);
  try {
    if (connectionString) return BlobServiceClient.fromConnectionString(connectionString, options);
  } catch {
    // The client's message may quote the connection string, so it is dropped.
  }
  throw new KataproofError(
    'InvalidSettings',
    'The evidence needs a connection string that names the blob service (BlobEndpoint), or the endpoint of one.',
  );
}

function toBlobError(error: unknown): unknown {
  const coded = toStorageError(error);
  if (!isStatus(error, 401) && !isStatus(error, 403)) return coded;
  return new KataproofError('Forbidden', `The blob service of the storage account refused. ${rightNeeded}`);
}
