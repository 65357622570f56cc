/** Does the work of a script, whose result is the exit code; what it throws is said without a stack, and the code is 1. */
export async function endWith(work: () => number | Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
