/** For `catch`: an instance that does not exist (the SDK reports a 404 as an error) is no error. Throws every other one. */
export function ignoreUnknownInstance(error: unknown): void {
  if (!(error instanceof Error && error.message.startsWith('No instance with ID'))) throw error;
}
