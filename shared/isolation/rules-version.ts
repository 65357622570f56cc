/**
 * The version of the rules in this folder: raised with every change after which the same evidence may get another verdict,
 * or other checks. Records of evidence name it, so that whoever judges an old one again knows why it may come out otherwise.
 */
export const rulesVersion = '1';

/** Under what a node was judged, beside its evidence. */
export interface JudgedUnder {
  /** `rulesVersion` as it was then. */
  rules: string;
  /** The `vmmNames` of judgeNode. */
  vmmNames: string[];
}
