/**
 * The form of a boot id: a random UUID (version 4, variant 8 to b), which Linux generates once per boot (Linux
 * `drivers/char/random.c`, `proc_do_uuid`). Another form was not written by a kernel.
 */
const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Whether a text has the form that Linux gives to a boot id. */
export function isBootId(text: string): boolean {
  return form.test(text);
}

/** Whether two boot ids are the same, whatever their case. */
export function isSameBootId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
