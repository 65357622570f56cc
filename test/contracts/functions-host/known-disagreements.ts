/**
 * Cases that our host does not pass yet, with the evidence that our host is wrong. Each of them must disappear: either
 * the host is corrected, or the case is shown to be wrong.
 */
export const knownDisagreements: Readonly<Record<string, string>> = {};
