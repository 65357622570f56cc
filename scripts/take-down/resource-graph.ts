import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { AzureCli } from './azure-cli.ts';

const answerSchema = z.object({ data: z.array(z.unknown()) });

/**
 * Asks Azure Resource Graph, which sees every subscription that whoever calls may read, some minutes late. Without the CLI's
 * extension `graph`; the query goes by a file, since a shell on Windows would take its pipes for its own. Throws an Error
 * when the CLI fails.
 */
export async function askResourceGraph<Row extends z.ZodType>(
  az: AzureCli,
  row: Row,
  query: string,
): Promise<z.infer<Row>[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kataproof-query-'));
  try {
    const file = join(folder, 'query.json');
    writeFileSync(file, JSON.stringify({ query, options: { resultFormat: 'objectArray', $top: 1000 } }));
    // Without a host the CLI takes Azure Resource Manager of its cloud.
    const url = '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01';
    const { data } = answerSchema.parse(await az('rest', '--method', 'post', '--url', url, '--body', `@${file}`));
    return data.map((each) => row.parse(each));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A text of a query, which cannot end it. */
export const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
