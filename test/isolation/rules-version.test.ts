import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { coverPlace, shortenProof } from '../../shared/isolation/coverage.ts';
import type { KernelReport, NodeEvidence, PodBinding } from '../../shared/isolation/evidence.ts';
import { judgeNode } from '../../shared/isolation/judge-node.ts';
import { judgeFromBasis } from '../../shared/isolation/pool-basis.ts';
import { rulesVersion } from '../../shared/isolation/rules-version.ts';
import { guestReport, hostReport, isolatedEvidence, observe, otherBootId } from '../support/samples/sample-evidence.ts';

const guest = (change: Partial<KernelReport>) => ({ sandboxed: observe('sandboxed', { ...guestReport, ...change }) });
const host = (change: Partial<KernelReport>) => ({ ordinary: observe('ordinary', { ...hostReport, ...change }) });
const { sandboxed, before } = isolatedEvidence();
if (!sandboxed?.binding || !before) throw new Error('The sample has a pod and a node.');
const node = before;
const asked: PodBinding = sandboxed.binding;
const bound = (change: Partial<PodBinding>) => ({ sandboxed: { ...sandboxed, binding: { ...asked, ...change } } });

/** What rules may decide by, each once. */
const samples: Partial<NodeEvidence>[] = [
  {},
  guest({ bootId: hostReport.bootId }),
  guest({ bootId: null }),
  guest({ bootId: 'garbage' }),
  guest({ commandLine: 'quiet', dmiVendor: null, dmiProduct: null }),
  guest({ commandLine: 'quiet', dmiVendor: 'Firecracker' }),
  guest({ commandLine: null }),
  guest({ kernelRelease: hostReport.kernelRelease }),
  host({ bootId: otherBootId }),
  host({ bootId: null }),
  host({ kernelRelease: '1.2.3' }),
  host({ commandLine: guestReport.commandLine }),
  { before: null },
  { after: null },
  { after: { ...before, bootId: otherBootId } },
  { sandboxed: null },
  { ordinary: null },
  { failure: { code: 'DeadlineExceeded', message: 'Too late.' } },
  { sandboxed: { ...sandboxed, runtimeClassName: null, runtimeHandler: null } },
  { sandboxed: { ...sandboxed, runtimeHandler: 'runc' } },
  { sandboxed: { ...sandboxed, runtimeHandler: 'kata-cc' } },
  { sandboxed: { ...sandboxed, nodeName: 'another' } },
  { sandboxed: { ...sandboxed, binding: null } },
  { sandboxed: { ...sandboxed, evidence: { outcome: 'no-evidence', reason: 'Silence.' } } },
  bound({ differences: ['image'] }),
  bound({ strangers: ['another'] }),
  bound({ runtimeClassDoubt: 'The class was another.' }),
];

/** Verdicts and checks, without their texts, by which nothing is decided. */
function judgeAll(): string {
  const all = samples.flatMap((change) =>
    [[], ['Firecracker']].map((vmmNames) => {
      const evidence = { ...isolatedEvidence(), ...change };
      const judged = judgeNode(evidence, { vmmNames });
      const proven = [shortenProof('kata', evidence, judged)];
      const coverage = { ...coverPlace('kata', [node], proven), letBe: null, told: 1, changing: false };
      const pool = judgeFromBasis('kata', proven, { coverage, handedOn: null });
      const checks = judged.checks.map(({ id, state }) => `${id}:${state}`);
      return [judged.verdict, pool.verdict, pool.nodesPresent, pool.nodesProven, ...checks].join(' ');
    }),
  );
  return createHash('sha256').update(all.join('\n')).digest('hex');
}

test('the version of the rules is another one when they judge the same evidence otherwise', () => {
  // If this fails because a rule was changed on purpose: raise rulesVersion, and write both down here.
  expect({ rulesVersion, judged: judgeAll() }).toEqual({
    rulesVersion: '1',
    judged: '895eac6ffbf954ee137f0ccc4fdd6212b60fc09e2756b124c27292bfcc88a7cd',
  });
});
