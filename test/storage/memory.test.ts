import { afterAll, beforeAll } from '@jest/globals';
import { type Azurite, startAzurite } from '../../scripts/local-stack/start-azurite.ts';
import { openMemory } from '../support/storage/open-memory.ts';
import { describeAlertStates } from './alert-states.suite.ts';
import { describeChangeClaims } from './change-claims.suite.ts';
import { describeEvidenceArchive } from './evidence-archive.suite.ts';
import { describeFindings } from './findings.suite.ts';
import { describePostures } from './postures.suite.ts';
import { describeRetention } from './retention.suite.ts';

/** One Azurite for all of them: to start it takes longer than their tests. */
let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite(null);
}, 30_000);
afterAll(() => azurite.stop());

const open = () => openMemory(azurite);

describePostures(open);
describeFindings(open);
describeChangeClaims(open);
describeAlertStates(open);
describeEvidenceArchive(open);
describeRetention(open);
