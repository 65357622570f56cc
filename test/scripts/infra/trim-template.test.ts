import { describe, expect, test } from '@jest/globals';
import { isCompiled, trimTemplate } from '../../../scripts/infra/trim-template.ts';

const generator = { _generator: { name: 'bicep', version: '0.49.2.45890', templateHash: '12575391436423593767' } };

describe('a compiled template', () => {
  const trimmed = trimTemplate({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    metadata: { ...generator, description: 'What it is for.' },
    resources: [{ properties: { template: { metadata: generator, outputs: { metadata: 1 } } } }],
  });

  test('has neither version nor hash, in its modules either', () => {
    expect(JSON.stringify(trimmed)).not.toMatch(/templateHash|0\.49/);
  });

  test('keeps everything else, and says by what it was made', () => {
    expect(trimmed).toEqual({
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      metadata: { description: 'What it is for.', _generator: { name: 'bicep' } },
      resources: [{ properties: { template: { outputs: { metadata: 1 } } } }],
    });
    expect(isCompiled(trimmed)).toBe(true);
  });
});

test.each([{}, [], null, { metadata: {} }, { metadata: { _generator: { name: 'hand' } } }])(
  'a document that somebody wrote is none: %j',
  (document) => {
    expect(isCompiled(document)).toBe(false);
  },
);
