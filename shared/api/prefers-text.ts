/**
 * Whether a caller would rather have one of these media types than JSON: it names one, with no lower quality (RFC 9110,
 * 12.5.1). Who accepts anything gets JSON.
 */
export function prefersText(accept: string | null, types: readonly string[]): boolean {
  const wanted = (accept ?? '').split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
  });
  const best = (of: (type: string) => boolean) =>
    Math.max(0, ...wanted.filter(({ type }) => of(type)).map(({ quality }) => quality));
  const text = best((type) => types.includes(type));
  return text > 0 && text >= best((type) => type === 'application/json');
}
