import { posix } from 'node:path';

const main = 'main.cjs';

/**
 * Puts the chunks that every start loads into `main.cjs`, since a file takes longer to be found and opened than to be executed.
 * Each stays a module of its own there, which is executed when it is first required; other chunks require it from `main.cjs`.
 * The texts are CommonJS as esbuild writes it.
 */
export function joinStart(
  files: Readonly<Record<string, string>>,
  atOnce: ReadonlySet<string>,
): Record<string, string> {
  const joined = [...atOnce].filter((name) => name !== main);
  const modules = joined.map((name) => {
    const code = redirect(name, files[name] ?? '', atOnce, '__start');
    // In parentheses, a function is compiled at once: it is called anyway.
    return `__modules[${JSON.stringify(name)}] = (function (module, exports) {\n${code}\n});\n`;
  });
  const start = redirect(main, files[main] ?? '', atOnce, '__start');
  const others = Object.entries(files).filter(([name]) => !atOnce.has(name));
  return {
    ...Object.fromEntries(
      others.map(([name, code]) => [name, redirect(name, code, atOnce, `require("../${main}").__start`)]),
    ),
    [main]: `${registry}${modules.join('')}${start}`,
  };
}

/** Names that no library uses: the chunks stand below them, and have names of their own. */
const registry = `const __modules = {};
const __start = (name) => {
  const found = __modules[name];
  if (typeof found === "object") return found.exports;
  const module = (__modules[name] = { exports: {} });
  found(module, module.exports);
  return module.exports;
};
module.exports = { __start };
`;

/** The code of the file `name`, which gets what `main.cjs` holds by a call of `from`, and all else by require as before. */
function redirect(name: string, code: string, atOnce: ReadonlySet<string>, from: string): string {
  return code.replaceAll(/\brequire\("(\.{1,2}\/[^"]+\.cjs)"\)/g, (text, path: string) => {
    const asked = posix.join(posix.dirname(name), path);
    if (atOnce.has(asked)) return `${from}(${JSON.stringify(asked)})`;
    // What is in main.cjs now is required from there.
    return atOnce.has(name) ? `require("./${asked}")` : text;
  });
}
