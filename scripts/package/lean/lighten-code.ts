import { transform } from 'esbuild';

/** Comments that stand on lines of their own, in blocks; esbuild keeps those before the members of classes. */
const blockComment = /^[ \t]*\/\*\*?(?!\s*@__)[\s\S]*?\*\/[ \t]*\n/gm;

/** What esbuild adds so that a class or a function has the name of the sources. */
const nameOfFunction = /^[ \t]*__name\(([\w$]+), "([\w$]+)"\);\n/gm;
const nameOfClass =
  /(\bclass ([\w$]+)(?: extends [^\n]+)? \{\n|\b(?:var|let|const) ([\w$]+) = class(?: extends [^\n]+)? \{\n)[ \t]*static \{\n[ \t]*__name\(this, "([\w$]+)"\);\n[ \t]*\}\n/g;

/**
 * The same code with less to read and to do at a start: without comments, which are a twelfth of it, and without giving a
 * function or a class the name that it has anyway. `text` is an ES module of esbuild's, made with `keepNames`. Throws when
 * what was taken for a comment is none.
 */
export async function lightenCode(name: string, text: string): Promise<string> {
  const bare = text.replaceAll(blockComment, '');
  const [before, after] = await Promise.all(
    [text, bare].map((code) => transform(code, { minifyWhitespace: true, legalComments: 'none' })),
  );
  if (before?.code !== after?.code) throw new Error(`What seems to be a comment of ${name} is none.`);
  return bare
    .replaceAll(nameOfFunction, (line: string, given: string, wanted: string) => (given === wanted ? '' : line))
    .replaceAll(
      nameOfClass,
      (whole: string, head: string, given: string | undefined, variable: string, wanted: string) =>
        (given ?? variable) === wanted ? head : whole,
    );
}
