import type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode, StatementNode } from 'just-bash';

/** Paths that a container's file system turns into its log instead of storing. */
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
 * The interpreter hands out its output when a script ends; a container's log must show it as it is written. So every
 * command whose output nobody captures (no substitution, no pipe, no redirection around it) is redirected to a path
 * that streams. A function streams when its call ends, for its body may be captured elsewhere.
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
  // What redirects as a whole keeps its bodies as they are: they write where it says.
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

/** In front of the command's own redirections, which so overrule. */
function redirect(command: CommandNode): void {
  if (command.type === 'FunctionDef') return;
  if (command.type === 'SimpleCommand' && command.name === null) return;
  // A bare `exec` redirects the rest of the script: that is its author's business.
  if (command.type === 'SimpleCommand' && nameOf(command) === 'exec' && command.args.length === 0) return;
  command.redirections = [...toStreams(), ...command.redirections];
}

function nameOf(command: SimpleCommandNode): string | null {
  const [part, ...rest] = command.name?.parts ?? [];
  return part?.type === 'Literal' && rest.length === 0 ? part.value : null;
}
