import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readParameters } from './infra/parameters-from-environment.ts';
import { azureCliCall, noAzureCli } from './take-down/azure-cli.ts';
import { endWith } from './terminal/end-with.ts';
import { readArguments } from './terminal/read-arguments.ts';

const usage = `Usage: npm run events-to-functions

The second step of a deployment with EVENT_DELIVERY=AzureFunction: Event Grid is told to call the functions, which must
be there before. azd runs it after each deployment (azure.yaml) with the variables of its environment; it may be run
again at any time. With any other EVENT_DELIVERY it does nothing. It needs the Azure CLI, signed in.

Exit codes: 0 done, or nothing to do; 1 it failed; 2 wrong arguments.`;

const template = join(import.meta.dirname, '..', 'infra', 'events', 'after-deploy.json');

function deploy(environment: NodeJS.ProcessEnv): number {
  const parameters = readParameters(JSON.parse(readFileSync(template, 'utf8')), environment);
  const folder = mkdtempSync(join(tmpdir(), 'kataproof-events-'));
  try {
    const file = join(folder, 'parameters.json');
    writeFileSync(file, JSON.stringify({ parameters }));
    const { AZURE_SUBSCRIPTION_ID: subscription, AZURE_LOCATION: location, AZURE_ENV_NAME: name } = environment;
    const call = azureCliCall([
      ...['deployment', 'sub', 'create', '--name', `kataproof-events-${name}`, '--location', `${location}`],
      ...['--template-file', template, '--parameters', `@${file}`, '--output', 'none'],
      ...(subscription ? ['--subscription', subscription] : []),
    ]);
    const { status, error } = spawnSync(call.file, call.args, { stdio: 'inherit', shell: call.shell });
    if (error) throw new Error(noAzureCli);
    return status === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

readArguments(usage, {}, () => undefined);
if (process.env['EVENT_DELIVERY'] === 'AzureFunction') {
  console.log('Event Grid is told to call the functions.');
  await endWith(() => deploy(process.env));
}
