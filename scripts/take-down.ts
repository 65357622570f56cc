import { createInterface } from 'node:readline/promises';
import { az } from './take-down/azure-cli.ts';
import { completeEnvironment } from './take-down/complete-environment.ts';
import { findRemains } from './take-down/find-remains.ts';
import { readTarget, type Target } from './take-down/read-target.ts';
import { removeAll } from './take-down/remove-all.ts';
import { endWith } from './terminal/end-with.ts';
import { readArguments } from './terminal/read-arguments.ts';

const usage = `Usage: azd down, which runs this as a hook; or, with the variables of azd env get-values: npm run take-down [-- --yes]

Removes everything that a deployment made, in every subscription: event subscriptions at topics of others, rights of the
app's identity, its resource groups, and azd's records of deployments. Lists it first and asks for the name of the
environment. --yes, or the variable TAKE_DOWN with that name, is the answer where nobody can be asked.

Exit codes: 0 removed or nothing there, 1 something could not be removed or nobody agreed, 2 wrong arguments.`;

/** Whether somebody who was shown the list wants it removed. */
async function isAgreed(target: Target, yes: boolean): Promise<boolean> {
  const { environmentName } = target;
  if (yes || process.env['TAKE_DOWN'] === environmentName) return true;
  if (!process.stdin.isTTY) {
    console.error(`Nobody can be asked. To remove it: azd env set TAKE_DOWN ${environmentName}, then azd down again.`);
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Type ${environmentName} to remove all of it: `);
  terminal.close();
  return answer.trim() === environmentName;
}

async function takeDown(yes: boolean): Promise<number> {
  const target = readTarget(await completeEnvironment(az, process.env));
  const remains = await findRemains(az, target);
  if (remains.length === 0) {
    console.log(`Nothing of ${target.environmentName} is there.`);
    return 0;
  }
  console.log(['To be removed:', ...remains.map(({ what }) => `  ${what}`)].join('\n'));
  if (!(await isAgreed(target, yes))) return 1;
  return (await removeAll(remains)) ? 0 : 1;
}

const wanted = readArguments(usage, { yes: { type: 'boolean', default: false } }, ({ yes }) => yes === true);
await endWith(() => takeDown(wanted));
