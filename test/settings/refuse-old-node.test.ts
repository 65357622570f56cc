import { describe, expect, test } from '@jest/globals';
import { refuseOldNode } from '../../shared/settings/refuse-old-node.ts';

describe('refuseOldNode', () => {
  test.each(['20.20.2', '22.18.9', '18.0.0'])('refuses Node %s and says which one is needed', (version) => {
    expect(() => refuseOldNode(version)).toThrow(/needs Node 22\.19 or later.*this is Node/);
  });

  test.each(['22.19.0', '22.21.1', '24.0.0', '26.1.0'])('takes Node %s', (version) => {
    expect(() => refuseOldNode(version)).not.toThrow();
  });
});
