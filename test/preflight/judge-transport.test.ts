import { describe, expect, test } from '@jest/globals';
import { checkTransport, judgeTransport, type TransportFacts } from '../../shared/preflight/judge-transport.ts';

const facts = (change: Partial<TransportFacts['access']>, policy: TransportFacts['policy'] = 'when-unreachable') => ({
  policy,
  access: { privateCluster: false, authorizedRanges: false, runCommandDisabled: false, ...change },
  unreached: 'Nobody answers.',
});

describe('a cluster', () => {
  test.each<[string, TransportFacts, object, string]>([
    [
      'that answers',
      { ...facts({ privateCluster: true }), unreached: null },
      { transport: 'kubernetes-api' },
      'passed',
    ],
    ['that is private', facts({ privateCluster: true }), { transport: 'run-command' }, 'warning'],
    ['with authorized ranges', facts({ authorizedRanges: true }), { transport: 'run-command' }, 'warning'],
    ['that is merely down', facts({}), { transport: null, code: 'ClusterUnreachable' }, 'failed'],
    [
      'whose commands are disabled',
      facts({ privateCluster: true, runCommandDisabled: true }),
      { transport: null, code: 'RunCommandDisabled' },
      'failed',
    ],
    [
      'where settings allow none',
      facts({ privateCluster: true }, 'never'),
      { transport: null, code: 'ClusterUnreachable' },
      'failed',
    ],
  ])('%s', (_, given, expected, outcome) => {
    expect(judgeTransport(given)).toMatchObject(expected);
    expect(checkTransport(given)).toMatchObject({ name: 'api-server', outcome });
  });

  test('is told its limits where commands are the way, and the setting where they could be', () => {
    expect(checkTransport(facts({ privateCluster: true })).message).toMatch(/512 kB/);
    expect(checkTransport(facts({ privateCluster: true }, 'never')).remedy).toContain('KATAPROOF_RUN_COMMAND');
    expect(checkTransport(facts({}, 'never')).remedy).not.toContain('KATAPROOF_RUN_COMMAND');
  });
});
