import { nameSome } from '../../plain/name-some.ts';
import type { CheckThat } from '../check-outcomes.ts';
import { couldNotCheck, failed, passed, warning } from '../check-rows.ts';
import type { Refusal } from '../judge-pool-request.ts';
import { judgeVmSize } from '../judge-vm-size.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';
import type { VmSizeOffer } from './offers.ts';

/** A size, and where it is wanted. */
export interface WantedSize {
  vmSize: string;
  location: string;
  /** Empty for no zone. */
  zones: readonly string[];
}

type SizeName = Pick<WantedSize, 'vmSize'>;
type SizeReading = Reading<VmSizeOffer | null>;

const tryThis = 'Try Standard_D4s_v5.';

/** What a size is, and whether it is to be had: by Azure's own list, or, where that can't be read, by the built-in table. */
export function judgeSize(wanted: WantedSize, reading: SizeReading): PreflightCheck[] {
  const offer = reading.ok ? reading.value : null;
  return [judgeOffer(wanted, reading), ...judgeFitness(wanted, offer), judgeZones(wanted, reading)];
}

/**
 * Why no Kata pool can have a size, by the rows that a preflight has of it; null when no reason is known. `offer` is null
 * where Azure's list does not have the size, or could not be read.
 */
export function refuseSize(vmSize: string, offer: VmSizeOffer | null): Refusal | null {
  const bad = judgeFitness({ vmSize }, offer).find(({ outcome }) => outcome === 'failed');
  if (!bad) return null;
  const message = [bad.message, bad.remedy].filter(Boolean).join(' ');
  return { code: 'VmSizeNotSupported', kind: 'wrong', target: 'nodePool.vmSize', message };
}

/** What a size is, wherever it is offered. */
function judgeFitness(wanted: SizeName, offer: VmSizeOffer | null): PreflightCheck[] {
  return [
    judgeGeneration(wanted, offer),
    judgeArchitecture(wanted, offer),
    judgeConfidential(wanted, offer),
    judgeNested(wanted, offer),
  ];
}

/** The System pool of a new cluster runs no sandbox: its size must only be to be had, in the zones that it wants. */
export function judgeSystemSize(wanted: WantedSize, reading: SizeReading): PreflightCheck {
  const name = 'system-vm-size';
  const offered = judgeOffer(wanted, reading, name);
  if (offered.outcome !== 'passed') return offered;
  const { outcome, message, remedy } = judgeZones(wanted, reading);
  return outcome === 'failed' ? failed(name, message, remedy ?? tryThis) : offered;
}

function judgeOffer(
  { vmSize, location }: Omit<WantedSize, 'zones'>,
  reading: SizeReading,
  name: 'vm-size' | 'system-vm-size' = 'vm-size',
): PreflightCheck {
  if (!reading.ok) return couldNotCheck(name, `The VM sizes of ${location}`, reading.failure);
  const offer = reading.value;
  const elsewhere = tryThis.includes(vmSize) ? 'See that there is such a location.' : tryThis;
  if (!offer)
    return failed(name, `Azure has no VM size ${vmSize} in ${location}.`, `Look for another one. ${elsewhere}`);
  if (offer.closed)
    return failed(
      name,
      `This subscription may not use ${offer.name} in ${location} (${offer.closed}).`,
      `Ask Azure support to open it (aka.ms/cpu-quota), or take another size. ${tryThis}`,
    );
  if (offer.vcpus !== null && offer.vcpus < 2)
    return failed(name, `${offer.name} has one vCPU, and AKS takes sizes of two or more.`, tryThis);
  return passed(name, `${offer.name} is offered in ${location}.`);
}

function judgeGeneration({ vmSize }: SizeName, offer: VmSizeOffer | null): PreflightCheck {
  const name = 'vm-generation';
  const generations = offer?.hyperVGenerations ?? [];
  if (generations.includes('V2')) return passed(name, `${vmSize} boots images of generation 2, which Kata's are.`);
  if (generations.length > 0)
    return failed(name, `${vmSize} boots images of generation 1 alone, and Kata's are of generation 2.`, tryThis);
  return byTable(name, vmSize, 'Whether it boots images of generation 2 is not known.');
}

function judgeArchitecture({ vmSize }: SizeName, offer: VmSizeOffer | null): PreflightCheck {
  const name = 'cpu-architecture';
  const { architecture } = offer ?? { architecture: null };
  if (architecture?.toLowerCase() === 'x64') return passed(name, `${vmSize} has x64 processors.`);
  if (architecture) return failed(name, `${vmSize} has ${architecture} processors, and Kata nodes need x64.`, tryThis);
  return byTable(name, vmSize, 'The architecture of its processors is not known.');
}

function judgeConfidential({ vmSize }: SizeName, offer: VmSizeOffer | null): PreflightCheck {
  const name = 'confidential-vm';
  if (!offer) return byTable(name, vmSize, 'Whether it is a confidential size is not known.');
  if (!offer.confidential) return passed(name, `${vmSize} is no confidential size.`);
  return failed(
    name,
    `${vmSize} is a confidential size (${offer.confidential}), on which Pod Sandboxing does not run.`,
    tryThis,
  );
}

/** Only AKS knows for certain, so "unknown" is no more than a warning. */
function judgeNested({ vmSize }: SizeName, offer: VmSizeOffer | null): PreflightCheck {
  const name = 'nested-virtualization';
  const told = offer?.nestedVirtualization ?? null;
  if (told === true) return passed(name, `Azure says that ${vmSize} has nested virtualization.`);
  if (told === false) return failed(name, `Azure says that ${vmSize} has no nested virtualization.`, tryThis);
  return byTable(name, vmSize, 'Azure does not say whether it has nested virtualization.');
}

/** What the built-in table knows, where Azure does not say. It tells whether a size runs Kata, seldom for which reason. */
function byTable(name: CheckThat<'warning'> & CheckThat<'failed'>, vmSize: string, open: string): PreflightCheck {
  const { likelihood, reason } = judgeVmSize(vmSize);
  if (likelihood === 'likely') return passed(name, `By the built-in table: ${vmSize} is one that AKS takes. ${reason}`);
  if (likelihood === 'unlikely' && name === 'nested-virtualization')
    return failed(name, `By the built-in table: ${vmSize} cannot run Kata. ${reason}`, tryThis);
  return warning(
    name,
    `${open} By the built-in table: ${reason}`,
    `AKS decides when the pool is asked for. ${tryThis}`,
  );
}

function judgeZones({ vmSize, zones, location }: WantedSize, reading: SizeReading): PreflightCheck {
  const name = 'availability-zones';
  if (zones.length === 0) return passed(name, 'No availability zone was asked for.');
  if (!reading.ok) return couldNotCheck(name, `The zones of ${location} that have ${vmSize}`, reading.failure);
  const offer = reading.value;
  const open = (offer?.zones ?? []).filter((zone) => !offer?.closedZones.includes(zone));
  const missing = zones.filter((zone) => !open.includes(zone));
  if (missing.length === 0) return passed(name, `Zones ${nameSome(zones)} of ${location} have ${vmSize}.`);
  const left = open.length > 0 ? `Ask for ${nameSome(open)}` : 'Ask for no zone';
  return failed(
    name,
    `${vmSize} is not to be had in zone ${nameSome(missing)} of ${location}.`,
    `${left}, or take another size.`,
  );
}
