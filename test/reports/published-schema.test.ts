import { expect, test } from '@jest/globals';
import published from './published.json' with { type: 'json' };

test('every published schema is named with its commit and its licence', () => {
  for (const { schema, licence } of Object.values(published)) {
    expect(schema).toMatch(
      /^https:\/\/raw\.githubusercontent\.com\/[\w-]+\/[\w-]+\/[0-9a-f]{40}\/\S+\.(json|xsd|yaml)$/,
    );
    expect(licence).toMatch(/^(MIT|Apache-2\.0)/);
  }
});
