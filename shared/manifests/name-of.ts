import { asRecord } from '../plain/as-record.ts';

/** What an object is called. One that the API server names itself is called by the beginning of that name. */
export function nameOf({ value }: { value: Record<string, unknown> }): { name: string; namespace: string | null } {
  const metadata = asRecord(value['metadata']);
  const { name, generateName, namespace } = metadata;
  const prefix = typeof generateName === 'string' ? `${generateName}*` : '';
  return {
    name: typeof name === 'string' || typeof name === 'number' ? String(name) : prefix,
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : null,
  };
}
