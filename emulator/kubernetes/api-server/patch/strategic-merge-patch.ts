import { isRecord, type Json } from '../../api/json.ts';
import { badRequest } from '../../api/status-errors.ts';
import { isSet, listKeysOf } from './list-keys.ts';

type Patch = Record<string, unknown>;

const directive = '$patch';
const orderPrefix = '$setElementOrder/';
const deletePrefix = '$deleteFromPrimitiveList/';

const withoutDirectives = (patch: Patch): Patch =>
  Object.fromEntries(
    Object.entries(patch)
      .filter(([key, value]) => !key.startsWith('$') && value !== null)
      .map(([key, value]) => [key, isRecord(value) ? withoutDirectives(value) : value]),
  );

function mergeKeyedList(target: Json[], patch: Json[], mergeKey: string): Json[] {
  const items = patch.filter(isRecord);
  if (items.some((item) => item[directive] === 'replace')) return items.filter((item) => !(directive in item));
  const result = [...target];
  for (const item of items) {
    if (!(mergeKey in item))
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`);
    const at = result.findIndex((existing) => isRecord(existing) && existing[mergeKey] === item[mergeKey]);
    if (item[directive] === 'delete') {
      if (at >= 0) result.splice(at, 1);
    } else if (at >= 0) result[at] = mergeObject(result[at], item);
    else result.push(withoutDirectives(item));
  }
  return result;
}

function mergeList(field: string, target: Json, patch: Json[]): Json {
  const existing = Array.isArray(target) ? target : [];
  const keys = listKeysOf(field);
  if (keys && patch.every(isRecord)) return mergeKeyedList(existing, patch, keys.mergeKey);
  if (isSet(field)) return [...new Set([...existing, ...patch])];
  return patch;
}

/**
 * Sorts the elements in the order of the patch. Elements that the patch does not name come last and keep their order.
 */
function reorder(field: string, list: Json, order: Json): Json {
  if (!Array.isArray(list) || !Array.isArray(order)) return list;
  const mergeKey = listKeysOf(field)?.mergeKey;
  const idOf = (element: Json) => (mergeKey && isRecord(element) ? element[mergeKey] : element);
  const wanted = order.map(idOf);
  const rank = (element: Json) => {
    const at = wanted.indexOf(idOf(element));
    return at < 0 ? wanted.length : at;
  };
  return [...list].sort((a, b) => rank(a) - rank(b));
}

function mergeObject(target: Json, patch: Patch): Json {
  if (patch[directive] === 'replace') return withoutDirectives(patch);
  if (patch[directive] === 'delete') return {};
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null) delete result[key];
    else if (Array.isArray(value)) result[key] = mergeList(key, result[key], value);
    else if (isRecord(value)) result[key] = mergeObject(result[key], value);
    else result[key] = value;
  }
  return applyListDirectives(result, patch);
}

function applyListDirectives(result: Record<string, unknown>, patch: Patch): Json {
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(deletePrefix) && Array.isArray(value)) {
      const field = key.slice(deletePrefix.length);
      if (Array.isArray(result[field])) result[field] = result[field].filter((element) => !value.includes(element));
    }
    if (key.startsWith(orderPrefix)) {
      const field = key.slice(orderPrefix.length);
      if (field in result) result[field] = reorder(field, result[field], value);
    }
  }
  const retained = patch['$retainKeys'];
  if (!Array.isArray(retained)) return result;
  return Object.fromEntries(Object.entries(result).filter(([key]) => retained.includes(key)));
}

/**
 * Applies a strategic merge patch, with the merge keys and directives that kubectl uses on the emulated kinds. Throws
 * StatusError BadRequest.
 */
export function applyStrategicMergePatch(target: Json, patch: Json): Json {
  if (!isRecord(patch)) throw badRequest('error decoding patch: a strategic merge patch is an object');
  return mergeObject(target, patch);
}
