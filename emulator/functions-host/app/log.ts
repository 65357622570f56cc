/** The levels as `@azure/functions-core` names them, the least severe first. */
export const logLevels = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'] as const;
export type LogLevel = (typeof logLevels)[number];

export type Log = (level: LogLevel, category: string, message: string) => void;

const rank = (level: LogLevel): number => logLevels.indexOf(level);

/**
 * Returns the level that host.json's `logging.logLevel` sets for a category: that of the longest matching prefix, or of
 * `default`.
 */
function levelFor(category: string, configured: Readonly<Record<string, LogLevel>>): LogLevel {
  const prefixes = Object.keys(configured).filter((name) => category === name || category.startsWith(`${name}.`));
  const longest = prefixes.sort((a, b) => b.length - a.length)[0];
  return (longest === undefined ? configured['default'] : configured[longest]) ?? 'information';
}

/**
 * Creates a log that passes each entry to `write` as one line: time, level, category and message, with line breaks
 * escaped.
 */
export function createLog(write: (line: string) => void, configured: Readonly<Record<string, LogLevel>> = {}): Log {
  return (level, category, message) => {
    if (level !== 'none' && rank(level) >= rank(levelFor(category, configured))) {
      write(`${new Date().toISOString()} [${level}] ${category}: ${message.replaceAll('\n', '\\n')}\n`);
    }
  };
}
