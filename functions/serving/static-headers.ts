/** Nothing but what this origin serves: no script in a document, nothing from elsewhere, no frame around it. */
const strict = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self'",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/**
 * The headers that a file for browsers has. `directives` are added to the strict ones, or replace them. No other origin is
 * told where somebody came from; our own is, because App Service authentication refuses a POST with its cookie and without a
 * Referer (403.60; Microsoft Learn, "Authentication and authorization in Azure App Service": CSRF mitigation).
 */
export function staticHeaders(contentType: string, directives: Record<string, string> = {}): Record<string, string> {
  const policy = Object.entries({ ...strict, ...directives });
  return {
    'Content-Type': contentType,
    'Content-Security-Policy': policy.map(([name, value]) => `${name} ${value}`.trim()).join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
  };
}
