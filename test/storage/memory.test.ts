import { openMemory } from '../support/storage/open-memory.ts';
import { describeAlertStates } from './alert-states.suite.ts';
import { describeChangeClaims } from './change-claims.suite.ts';
import { describeEvidenceArchive } from './evidence-archive.suite.ts';
import { describeFindings } from './findings.suite.ts';
import { describePostures } from './postures.suite.ts';
import { describeProofChains } from './proof-chains.suite.ts';
import { describeRetention } from './retention.suite.ts';
import { describeRunClaims } from './run-claims.suite.ts';

describePostures(openMemory);
describeFindings(openMemory);
describeChangeClaims(openMemory);
describeAlertStates(openMemory);
describeEvidenceArchive(openMemory);
describeProofChains(openMemory);
describeRetention(openMemory);
describeRunClaims(openMemory);
