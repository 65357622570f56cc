/** Azure's limits of tags ("Use tags to organize your Azure resources and management hierarchy"). */
const longestName = 512;
const longestValue = 256;

/** What `isTagName` takes, for messages. */
export const tagNameInWords = `1 to ${longestName} characters, none of them < > % & \\ ? / or a control character, not beginning with microsoft, azure or windows`;

/** What `isTagValue` takes, for messages. */
export const tagValueInWords = `at most ${longestValue} characters`;

/**
 * Whether a tag can have this name. Azure keeps the prefixes `microsoft`, `azure` and `windows` for itself (REST API,
 * "Tags - Create Or Update").
 */
export function isTagName(name: string): boolean {
  return name.length <= longestName && /^[^<>%&\\?/\p{Cc}]+$/u.test(name) && !/^(microsoft|azure|windows)/i.test(name);
}

/** Whether a tag can have this value. */
export function isTagValue(value: string): boolean {
  return value.length <= longestValue;
}

/** The most tags of one resource. */
export const mostTags = 50;

/** The tag that names the run that created a pool. Only that run removes the pool. */
export const runTag = 'kataproof-run';
