/**
 * Cases that our host doesn't pass yet, with the evidence that it is our host which is wrong. Each must go: either
 * the host is mended, or the case is shown to be wrong.
 */
export const knownDisagreements: Readonly<Record<string, string>> = {};
