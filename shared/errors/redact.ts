/** Patterns of secrets in text that other systems wrote, and what replaces them. */
const secrets: readonly [pattern: RegExp, replacement: string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[private key removed]'],
  [/\bBearer\s+[\w.~+/-]{16,}=*/gi, 'Bearer [removed]'],
  // JSON Web Tokens: the header always begins with {" in base64url.
  [/\beyJ[\w-]{5,}\.[\w-]+(\.[\w-]*)?/g, '[token removed]'],
  // Signed URLs: shared access signatures (sig=), ARM's operation URLs (t=, c=, s=, h=), function keys (code=).
  [/([?&](?:sig|t|c|s|h|code)=)[^&\s"'<>]+/gi, '$1[removed]'],
  // Chat hooks: whoever knows the path may post.
  [/(https:\/\/hooks\.slack(?:-gov)?\.com\/)[^\s"'<>]+/gi, '$1[removed]'],
  [/(https:\/\/[\w.-]+\.webhook\.office\.com\/)[^\s"'<>]+/gi, '$1[removed]'],
  // Signing secrets of Standard Webhooks.
  [/\bwhsec_[A-Za-z0-9+/]+=*/g, 'whsec_[removed]'],
  [/\b(sig=)[^&\s"'<>]+/gi, '$1[removed]'],
  [/\b((?:Account|SharedAccess)Key=)[^;\s"'<>]+/gi, '$1[removed]'],
  [/\b(SharedAccessSignature=)[^;\s"'<>]+/gi, '$1[removed]'],
  [
    /((?:token|password|secret|client-key-data|aeg-sas-key|x-identity-header)["']?\s*[:=]\s*["']?)[\w.~+/-]{16,}=*/gi,
    '$1[removed]',
  ],
  // Keys of accounts and topics (32 bytes or more, always padded), kubeconfigs and other long base64.
  [/(?<![\w+/])[A-Za-z0-9+/]{40,}={1,2}/g, '[key removed]'],
  [/(?<![\w+/])[A-Za-z0-9+/]{160,}/g, '[base64 removed]'],
];

/**
 * Removes bearer tokens, JWTs, signatures of signed URLs, keys and base64 kubeconfigs from a text, so that it may be
 * stored, logged and shown. In doubt it removes.
 */
export function redact(text: string): string {
  return secrets.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);
}
