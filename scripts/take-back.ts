import { z } from 'zod';
import { az } from './take-down/azure-cli.ts';
import { findSuperseded } from './take-down/find-superseded.ts';
import { readTarget } from './take-down/read-target.ts';
import { removeAll } from './take-down/remove-all.ts';
import { readArguments } from './terminal/read-arguments.ts';

const usage = `Usage: npm run take-back, with the variables of azd env get-values; azd up and azd provision run it as a hook

Takes back what an earlier deployment gave and this one does not ask for: the app's rights on clusters that are no longer
watched, or of a larger role (MAY_PROVISION was true), and Event Grid's topics of them. It touches nothing that people have
made by hand. It may be run at any time, and needs the Azure CLI, signed in.

Exit codes: 0 all of it is gone, or nothing was there; 1 something could not be looked for or removed; 2 wrong arguments.`;

const idsSchema = z
  .string('CLUSTER_RIGHTS is not set: azd provision makes it.')
  .min(1, 'CLUSTER_RIGHTS is not set: azd provision makes it.')
  .transform((json) => JSON.parse(json))
  .pipe(z.array(z.string()));

readArguments(usage, {}, () => undefined);
try {
  const target = readTarget(process.env);
  const superseded = await findSuperseded(az, target, idsSchema.parse(process.env['CLUSTER_RIGHTS']));
  process.exitCode = (await removeAll(superseded)) ? 0 : 1;
} catch (error) {
  const reason = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : error;
  console.error(`Rights and topics of earlier deployments were not looked for: ${reason}`);
  console.error('They may be there still. Mend that, then: npm run take-back.');
  process.exitCode = 1;
}
