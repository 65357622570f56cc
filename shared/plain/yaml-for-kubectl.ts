/**
 * How the library of YAML writes what kubectl reads, which takes YAML 1.1 and some of 1.2: without quotes `no`, `1:20` and
 * `0o7` are no texts to it.
 */
export const yamlForKubectl = {
  version: '1.1',
  lineWidth: 0,
  defaultStringType: 'QUOTE_DOUBLE',
  defaultKeyType: 'PLAIN',
} as const;
