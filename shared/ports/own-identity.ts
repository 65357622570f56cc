/** Who this app is to Azure. */
export interface OwnIdentity {
  /**
   * Object id and application id of this app, lower-case: events about its own writes carry them. Empty when its tokens do
   * not say. Throws coded errors.
   */
  readPrincipalIds(): Promise<string[]>;
}
