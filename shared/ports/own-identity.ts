/** This app's identity in Azure. */
export interface OwnIdentity {
  /**
   * The object id and the application id of this app, in lower case: events about its own writes contain them. Empty
   * when its tokens do not contain them. Throws coded errors.
   */
  readPrincipalIds(): Promise<string[]>;
}
