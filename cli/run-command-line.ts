import packageJson from '../package.json' with { type: 'json' };
import { KataproofError } from '../shared/errors/kataproof-error.ts';
import { redact } from '../shared/errors/redact.ts';
import { closest } from '../shared/plain/closest.ts';
import { somethingWentWrong, WrongArguments } from './command-line/command.ts';
import { commands } from './commands/commands.ts';

/** Does what a command line asks for, and gives the exit code. Never throws. */
export async function runCommandLine(args: string[]): Promise<number> {
  const [name = '', ...rest] = args;
  if (name === '--version' || name === '-V') return say(packageJson.version);
  if (name === '' || name === '--help' || name === '-h' || name === 'help') return help(rest[0]);
  const command = commands.find((each) => each.name === name);
  if (!command) return refuse(unknownCommand(name), 'kataproof --help');
  try {
    const { usage, run } = await command.load();
    return rest.includes('--help') || rest.includes('-h') ? say(usage) : await run(rest);
  } catch (error) {
    if (error instanceof WrongArguments) return refuse(error.message, `kataproof ${name} --help`);
    const { message } = error instanceof Error ? error : new Error(String(error));
    console.error(error instanceof KataproofError ? `${error.code}: ${message}` : redact(message));
    return somethingWentWrong;
  }
}

async function help(name: string | undefined): Promise<number> {
  const command = commands.find((each) => each.name === name);
  if (command) return say((await command.load()).usage);
  if (name !== undefined && !name.startsWith('-')) return refuse(unknownCommand(name), 'kataproof --help');
  const width = Math.max(...commands.map((each) => each.name.length));
  const lines = commands.map((each) => `  ${each.name.padEnd(width)}  ${each.summary}`);
  return say(`Usage: kataproof COMMAND [options]

${lines.join('\n')}

kataproof COMMAND --help tells the options of a command; kataproof --version the version.

Exit codes: 0 isolated, 2 not isolated, 3 inconclusive, 1 anything else. Of verify-evidence: 0 holds, 2 does not, 3 not confirmed.`);
}

function unknownCommand(name: string): string {
  const meant = closest(
    name,
    commands.map((each) => each.name),
  );
  return `There is no command "${name}"${meant ? `; do you mean ${meant}?` : '.'}`;
}

function say(text: string): number {
  console.log(text);
  return 0;
}

function refuse(message: string, where: string): number {
  console.error(`${message}\n\n${where} tells what there is.`);
  return somethingWentWrong;
}
