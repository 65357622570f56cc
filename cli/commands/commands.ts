import type { Command } from '../command-line/command.ts';

/** A command as the help lists it. Its code is loaded when it is called. */
interface ListedCommand {
  name: string;
  /** One line. */
  summary: string;
  load(): Promise<Command>;
}

const ofStarts = () => import('./start-commands.ts');
const ofRuns = () => import('./run-commands.ts');
const ofClusters = () => import('./cluster-commands.ts');
const ofManifests = () => import('./manifest-commands.ts');

/** Every command, in the order of the help. */
export const commands: readonly ListedCommand[] = [
  {
    name: 'prove',
    summary: 'proves the Kata nodes of a cluster by a kubeconfig alone; the others call a deployed app',
    load: async () => (await import('./prove.ts')).prove,
  },
  { name: 'provision', summary: 'adds a Kata pool and proves it', load: async () => (await ofStarts()).provision },
  { name: 'verify', summary: 'proves what is there', load: async () => (await ofStarts()).verify },
  { name: 'preflight', summary: 'tells what would fail', load: async () => (await ofClusters()).preflight },
  {
    name: 'plan',
    summary: 'tells what provision would do and cost; prints it for az, Bicep, ARM or Terraform',
    load: async () => (await import('./plan.ts')).plan,
  },
  { name: 'status', summary: 'tells how far a run is, or lists runs', load: async () => (await ofRuns()).status },
  { name: 'cancel', summary: 'ends a run early', load: async () => (await ofRuns()).cancel },
  { name: 'approve', summary: 'lets a run go on that waits', load: async () => (await ofRuns()).approve },
  {
    name: 'report',
    summary: 'writes what is known of a run, a cluster or the fleet: HTML, JUnit, SARIF, OSCAL, …',
    load: async () => (await import('./report.ts')).report,
  },
  {
    name: 'clusters',
    summary: 'lists the Kata pools of the fleet and their last verdict',
    load: async () => (await ofClusters()).clusters,
  },
  { name: 'pods', summary: 'lists the pods of a cluster', load: async () => (await ofClusters()).pods },
  { name: 'findings', summary: 'lists what does not comply', load: async () => (await ofClusters()).findings },
  {
    name: 'evidence',
    summary: 'saves the proofs of a pool, with their records and statements',
    load: async () => (await import('./evidence.ts')).evidence,
  },
  {
    name: 'verify-evidence',
    summary: 'checks saved evidence, offline: its chain, its verdicts and its signatures',
    load: async () => (await import('./verify-evidence.ts')).verifyEvidenceCommand,
  },
  { name: 'lint', summary: 'what would be found about manifests', load: async () => (await ofManifests()).lint },
  {
    name: 'sandbox',
    summary: 'puts the pods of manifests into sandboxes',
    load: async () => (await ofManifests()).sandbox,
  },
];
