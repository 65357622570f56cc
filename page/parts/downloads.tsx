import { useState } from 'preact/hooks';
import { ask, overNetwork } from '../api/ask.ts';
import { type Problem, toProblem } from '../api/problem.ts';
import { ProblemNotice } from './notice.tsx';

/** Milliseconds until the browser has surely taken the file. */
const keepMs = 60_000;

/** Keeps an answer of the API as a file, by the name that it brings. A link could not show who is signed in. Throws as `ask` does. */
async function download(path: string, name: string): Promise<void> {
  const response = await ask(path, { headers: { Accept: '*/*' } });
  const url = URL.createObjectURL(await overNetwork(response.blob()));
  const link = document.createElement('a');
  link.href = url;
  link.download = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), keepMs);
}

/** Files that are to be had, each from a path of the API. */
export function Downloads({ files }: { files: readonly { label: string; path: string; name: string }[] }) {
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const take = (path: string, name: string) => {
    setBusy(name);
    setProblem(null);
    download(path, name)
      .catch((error: unknown) => setProblem(toProblem(error)))
      .finally(() => setBusy(null));
  };
  return (
    <>
      <div class="buttons">
        {files.map(({ label, path, name }) => (
          <button key={name} type="button" class="button" disabled={busy === name} onClick={() => take(path, name)}>
            {label}
          </button>
        ))}
      </div>
      {problem && <ProblemNotice problem={problem} subject="The file could not be had" />}
    </>
  );
}
