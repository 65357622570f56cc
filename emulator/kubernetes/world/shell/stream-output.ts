import type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode, StatementNode } from 'just-bash';

/** Paths whose writes go to the container's log and are not stored. */
export const streamPaths = { stdout: '/dev/.stream-stdout', stderr: '/dev/.stream-stderr' } as const;

type Redirection = SimpleCommandNode['redirections'][number];

const redirectTo = (fd: number, path: string): Redirection => ({
  type: 'Redirection',
  fd,
  operator: '>>',
  target: { type: 'Word', parts: [{ type: 'Literal', value: path }] },
});

const toStreams = () => [redirectTo(1, streamPaths.stdout), redirectTo(2, streamPaths.stderr)];

/**
 * Changes a script so that its output is streamed. The interpreter returns the output only when a script ends, but a
 * container's log must show it as it is written. So every command whose output nobody captures (no substitution, pipe
 * or redirection around it) is redirected to a path that streams. A function streams when its call ends, because its
 * body may be captured elsewhere.
 */
export function streamOutput(script: ScriptNode): ScriptNode {
  visitStatements(script.statements);
  return script;
}

function visitStatements(statements: StatementNode[]): void {
  for (const statement of statements) for (const pipeline of statement.pipelines) visitPipeline(pipeline);
}

function visitPipeline({ commands }: PipelineNode): void {
  const last = commands.at(-1);
  if (!last) return;
  if (commands.length > 1) redirect(last);
  else visitCommand(last);
}

function visitCommand(command: CommandNode): void {
  // A compound command with redirections keeps its body unchanged, because the body writes to those redirections.
  if (command.type === 'SimpleCommand' || command.redirections.length > 0) {
    redirect(command);
    return;
  }
  switch (command.type) {
    case 'If':
      for (const clause of command.clauses) {
        visitStatements(clause.condition);
        visitStatements(clause.body);
      }
      visitStatements(command.elseBody ?? []);
      return;
    case 'For':
    case 'CStyleFor':
    case 'Subshell':
    case 'Group':
      visitStatements(command.body);
      return;
    case 'While':
    case 'Until':
      visitStatements(command.condition);
      visitStatements(command.body);
      return;
    case 'Case':
      for (const item of command.items) visitStatements(item.body);
      return;
    default:
      redirect(command);
  }
}

/** Puts the redirections to the streams before the command's own ones, so that the own ones overrule them. */
function redirect(command: CommandNode): void {
  if (command.type === 'FunctionDef') return;
  if (command.type === 'SimpleCommand' && command.name === null) return;
  // A bare `exec` redirects the rest of the script, which is the choice of its author.
  if (command.type === 'SimpleCommand' && nameOf(command) === 'exec' && command.args.length === 0) return;
  command.redirections = [...toStreams(), ...command.redirections];
}

function nameOf(command: SimpleCommandNode): string | null {
  const [part, ...rest] = command.name?.parts ?? [];
  return part?.type === 'Literal' && rest.length === 0 ? part.value : null;
}
