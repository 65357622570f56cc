/** Levels as `@azure/functions-core` names them, least first. */
export const logLevels = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'] as const;
export type LogLevel = (typeof logLevels)[number];

export type Log = (level: LogLevel, category: string, message: string) => void;

const rank = (level: LogLevel): number => logLevels.indexOf(level);

/** The level that host.json's `logging.logLevel` sets for a category: the longest matching prefix, or `default`. */
function levelFor(category: string, configured: Readonly<Record<string, LogLevel>>): LogLevel {
  const prefixes = Object.keys(configured).filter((name) => category === name || category.startsWith(`${name}.`));
  const longest = prefixes.sort((a, b) => b.length - a.length)[0];
  return (longest === undefined ? configured['default'] : configured[longest]) ?? 'information';
}

/** One line an entry on `write`: time, level, category, message with its line breaks escaped. */
export function createLog(write: (line: string) => void, configured: Readonly<Record<string, LogLevel>> = {}): Log {
  return (level, category, message) => {
    if (level !== 'none' && rank(level) >= rank(levelFor(category, configured))) {
      write(`${new Date().toISOString()} [${level}] ${category}: ${message.replaceAll('\n', '\\n')}\n`);
    }
  };
}
