import { canonicalAmount, canonicalQuantity, QuantityError } from '../../api/canonical-quantity.ts';
import { parseType, type TypeField, type TypeSchemas } from '../schemas/type-schemas.ts';
import { isQuantity, isResourceList, stringType, structName } from './go-types.ts';
import { DecodeError, type JsonNode, toValue } from './json-node.ts';
import { parseGoTime } from './parse-go-time.ts';

export interface Decoded {
  /** What a Go struct would hold: without unknown fields and nulls, amounts and times in canonical form. */
  value: Record<string, unknown>;
  /** What strict decoding refuses, in the order of the text: unknown fields and repeated ones. */
  mistakes: string[];
  /** The first value that does not fit its type, in the words of encoding/json; null when all do. */
  error: string | null;
}

/** A strict decoder stops counting there. */
const mostMistakes = 100;

/** Where a value stands: the struct and the path as encoding/json names them, and as strict decoding does. */
interface Place {
  model: string;
  field: TypeField;
  goPath: string;
  path: string;
}

const ints: Record<string, [type: string, least: bigint, most: bigint]> = {
  int32: ['int32', -(2n ** 31n), 2n ** 31n - 1n],
  int64: ['int64', -(2n ** 63n), 2n ** 63n - 1n],
};

const join = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);

class TypedDecoder {
  readonly mistakes = new Set<string>();
  error: string | null = null;
  readonly #schemas: TypeSchemas;

  constructor(schemas: TypeSchemas) {
    this.#schemas = schemas;
  }

  #refuse({ model, goPath }: Place, word: string, type: string): undefined {
    this.error ??= `json: cannot unmarshal ${word} into Go struct field ${structName(model)}.${goPath} of type ${type}`;
    return undefined;
  }

  /** Keeps the first error of a type that decodes itself. */
  #own<T>(decode: () => T): T | undefined {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof DecodeError || error instanceof QuantityError)) throw error;
      this.error ??= error.message;
      return undefined;
    }
  }

  #mistake(words: string): void {
    if (this.mistakes.size < mostMistakes) this.mistakes.add(words);
  }

  #elementType({ model, field }: Place, element: string): string {
    if (element === 'string') return field.format === 'byte' ? '[]uint8' : stringType(model, field.name);
    if (element === 'number') return ints[field.format]?.[0] ?? 'float64';
    if (element === 'boolean') return 'bool';
    if (element === 'Date') return 'v1.Time';
    return `v1.${structName(element)}`;
  }

  /** Decodes the fields of a struct. */
  struct(model: string, node: JsonNode, goPath: string, path: string): Record<string, unknown> {
    const fields = this.#schemas.get(model) ?? [];
    const result: Record<string, unknown> = {};
    const seen = new Set<string>();
    for (const [key, part] of node.kind === 'object' ? node.entries : []) {
      const field = fields.find(({ name }) => name === key);
      if (!field) {
        this.#mistake(`unknown field "${join(path, key)}"`);
        continue;
      }
      if (seen.has(key)) this.#mistake(`duplicate field "${join(path, key)}"`);
      seen.add(key);
      const place = { model, field, goPath: join(goPath, key), path: join(path, key) };
      const value = this.#field(place, part);
      if (value === undefined) delete result[key];
      else result[key] = value;
    }
    return result;
  }

  #field(place: Place, node: JsonNode): unknown {
    const { model, field } = place;
    if (isResourceList(model, field.name))
      return this.#map(place, node, 'v1.ResourceList', (_, part) => this.#quantity(part, canonicalAmount));
    if (isQuantity(model, field.name))
      return node.kind === 'null' ? undefined : this.#quantity(node, canonicalQuantity);
    const { holder, element } = parseType(field.type);
    if (holder === 'list') return this.#list(place, node, element);
    if (holder === 'map') {
      const type = `map[string]${this.#elementType(place, element)}`;
      return this.#map(place, node, type, (at, part) => this.#element(at, part, element) ?? '');
    }
    return this.#element(place, node, element);
  }

  #list(place: Place, node: JsonNode, element: string): unknown[] | undefined {
    if (node.kind === 'null') return undefined;
    if (node.kind !== 'array') return this.#refuse(place, node.kind, `[]${this.#elementType(place, element)}`);
    return node.items.map((item, index) => {
      const at = { ...place, path: `${place.path}[${index}]` };
      return this.#element(at, item, element) ?? (this.#schemas.has(element) ? {} : '');
    });
  }

  #map(place: Place, node: JsonNode, type: string, decode: (at: Place, part: JsonNode) => unknown) {
    if (node.kind === 'null') return undefined;
    if (node.kind !== 'object') return this.#refuse(place, node.kind, type);
    const result: Record<string, unknown> = {};
    for (const [key, part] of node.entries) {
      const at = { ...place, path: join(place.path, key) };
      if (key in result) this.#mistake(`duplicate field "${at.path}"`);
      result[key] = decode(at, part);
    }
    return result;
  }

  #element(place: Place, node: JsonNode, element: string): unknown {
    if (node.kind === 'null') return undefined;
    switch (element) {
      case 'string':
        return this.#string(place, node);
      case 'number':
        return this.#number(place, node);
      case 'boolean':
        return node.kind === 'bool' ? node.value : this.#refuse(place, node.kind, 'bool');
      case 'Date':
        return this.#time(node, false);
      case 'V1MicroTime':
        return this.#time(node, true);
      case 'IntOrString':
        return this.#intOrString(node);
      default:
        if (!this.#schemas.has(element)) return toValue(node);
        if (node.kind !== 'object') return this.#refuse(place, node.kind, this.#elementType(place, element));
        return this.struct(element, node, place.goPath, place.path);
    }
  }

  #string(place: Place, node: JsonNode): string | undefined {
    const type = this.#elementType(place, 'string');
    if (node.kind !== 'string') return this.#refuse(place, node.kind, type);
    if (place.field.format !== 'byte') return node.value;
    const at = node.value.replace(/[\r\n]/g, '').search(/[^A-Za-z0-9+/=]/);
    const wrong = at >= 0 ? at : isPadded(node.value) ? -1 : node.value.length;
    if (wrong < 0) return node.value;
    this.error ??= `illegal base64 data at input byte ${wrong}`;
    return undefined;
  }

  #number(place: Place, node: JsonNode): number | undefined {
    const [type, least, most] = ints[place.field.format] ?? ['float64', 0n, 0n];
    if (node.kind !== 'number') return this.#refuse(place, node.kind, type);
    if (type === 'float64') return Number(node.text);
    const fits = /^-?\d+$/.test(node.text) && BigInt(node.text) >= least && BigInt(node.text) <= most;
    return fits ? Number(node.text) : this.#refuse(place, `number ${node.text}`, type);
  }

  #time(node: JsonNode, precise: boolean): string | undefined {
    if (node.kind === 'string') return this.#own(() => parseGoTime(node.value, precise));
    this.error ??= `json: cannot unmarshal ${node.kind} into Go value of type string`;
    return undefined;
  }

  #intOrString(node: JsonNode): number | string | undefined {
    if (node.kind === 'string') return node.value;
    if (node.kind === 'number' && /^-?\d+$/.test(node.text)) return Number(node.text);
    const word = node.kind === 'number' ? `number ${node.text}` : node.kind;
    this.error ??= `json: cannot unmarshal ${word} into Go value of type int32`;
    return undefined;
  }

  #quantity(node: JsonNode, canonical: (text: string) => string): string | undefined {
    if (node.kind === 'null') return '0';
    const text = node.kind === 'string' ? node.value : node.kind === 'number' ? node.text : '{}';
    return this.#own(() => canonical(text));
  }
}

/** Whether base64 has the length and the padding that it needs. */
function isPadded(text: string): boolean {
  const plain = text.replace(/[\r\n]/g, '');
  return plain.length % 4 === 0 && /^[^=]*={0,2}$/.test(plain);
}

/** Decodes a value of a kind as a Go struct. `model` is its generated type, for example `V1Pod`. */
export function decodeTyped(schemas: TypeSchemas, model: string, node: JsonNode): Decoded {
  const decoder = new TypedDecoder(schemas);
  const value = decoder.struct(model, node, '', '');
  return { value, mistakes: [...decoder.mistakes], error: decoder.error };
}
