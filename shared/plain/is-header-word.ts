/** Whether a text is one word that a header may hold as a credential: visible ASCII, without blanks and line breaks (RFC 9110, 5.5). */
export const isHeaderWord = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);
