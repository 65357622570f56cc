import type { ApiRequest } from './api-request.ts';

/** The commands of kubectl that send a request as it is (`kubectl get --help` and so on). */
const verbs: Record<ApiRequest['method'], string> = { GET: 'get', POST: 'create', PUT: 'replace', DELETE: 'delete' };

/**
 * Prints a file so that it can be seen whether it came whole. Packed where the image has gzip and base64: 512 kB hold ten
 * times as much then. What the image certainly has is kubectl, helm, jq, xargs, grep and awk (Microsoft Learn, "Access a
 * private AKS cluster using the command invoke feature").
 */
const printFile = (nonce: string) => `show() {
if command -v gzip >/dev/null 2>&1 && command -v base64 >/dev/null 2>&1; then
echo "${nonce} packed"; gzip -c < "$1" | base64 | tr -d '\\n'
else
echo "${nonce} plain"; cat "$1"
fi
echo
}`;

/**
 * Builds a script that sends requests one after the other and prints each answer as soon as it is there: a line with the
 * request's number, kubectl's exit code and the number of bytes, then what came, then what kubectl said. Every line of
 * ours begins with `nonce`, which nobody can know beforehand. `timeoutSeconds` is that of each request.
 */
export function buildScript(requests: readonly ApiRequest[], nonce: string, timeoutSeconds: number): string {
  const folder = `/tmp/${nonce}`;
  return [
    printFile(nonce),
    `mkdir -p ${folder} && cd ${folder} || exit 90`,
    ...requests.flatMap((request, index) => [
      ...sendRequest(request, nonce, timeoutSeconds),
      `code=$?; echo "${nonce} answer ${index} $code $(wc -c < out | tr -d ' ')"; show out; show err`,
    ]),
    `echo "${nonce} end"`,
    '',
  ].join('\n');
}

function sendRequest({ method, path, body }: ApiRequest, nonce: string, timeoutSeconds: number): string[] {
  const command = `kubectl --request-timeout=${timeoutSeconds}s ${verbs[method]} --raw ${quote(path)}`;
  if (body === null) return [`${command} > out 2> err`];
  return [`${command} -f - > out 2> err <<'${nonce}'`, body, nonce];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
