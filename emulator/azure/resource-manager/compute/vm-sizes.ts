/** A virtual machine size, with the facts that AKS and the Resource SKUs API need. */
export interface VmSize {
  /** Canonical spelling; sizes are compared without regard to case. */
  name: string;
  /** The quota family, as Microsoft.Compute usages names it. */
  family: string;
  vcpus: number;
  memoryGiB: number;
  architecture: 'x64' | 'Arm64';
  hyperVGenerations: 'V1' | 'V1,V2' | 'V2';
  /** Whether AKS's own list says that the size supports nested virtualization. No SKU capability says it. */
  nestedVirtualization: boolean;
  confidential: 'SNP' | 'SGX' | null;
}

interface Series {
  /** `{n}` stands for the number of vCPUs. */
  template: string;
  family: string;
  vcpus: number[];
  gibPerVcpu: number;
  nested: boolean;
  architecture?: 'Arm64';
  generations?: 'V1' | 'V2';
  confidential?: 'SNP' | 'SGX';
}

const usual = [2, 4, 8, 16, 32];

/**
 * Nested virtualization works on Intel series from v3 and AMD series from v5. It does not work on series that are
 * burstable, Arm, confidential or GPU (source: the list of names of the AKS resource provider, as Azure/skewer and
 * Azure/karpenter-provider-azure mirror it, 2026).
 */
const series: Series[] = [
  { template: 'D{n}s_v3', family: 'standardDSv3Family', vcpus: usual, gibPerVcpu: 4, nested: true },
  { template: 'D{n}_v3', family: 'standardDv3Family', vcpus: usual, gibPerVcpu: 4, nested: true },
  { template: 'D{n}s_v4', family: 'standardDSv4Family', vcpus: usual, gibPerVcpu: 4, nested: true },
  { template: 'D{n}s_v5', family: 'standardDSv5Family', vcpus: [...usual, 48, 64, 96], gibPerVcpu: 4, nested: true },
  { template: 'D{n}ds_v5', family: 'standardDDSv5Family', vcpus: usual, gibPerVcpu: 4, nested: true },
  { template: 'D{n}ls_v5', family: 'standardDLSv5Family', vcpus: usual, gibPerVcpu: 2, nested: true },
  { template: 'D{n}as_v4', family: 'standardDASv4Family', vcpus: usual, gibPerVcpu: 4, nested: false },
  { template: 'D{n}as_v5', family: 'standardDASv5Family', vcpus: usual, gibPerVcpu: 4, nested: true },
  { template: 'D{n}s_v6', family: 'standardDsv6Family', vcpus: usual, gibPerVcpu: 4, nested: true, generations: 'V2' },
  {
    template: 'D{n}ads_v7',
    family: 'standardDadsv7Family',
    vcpus: usual,
    gibPerVcpu: 4,
    nested: true,
    generations: 'V2',
  },
  {
    template: 'D{n}ps_v5',
    family: 'standardDPSv5Family',
    vcpus: usual,
    gibPerVcpu: 4,
    nested: false,
    architecture: 'Arm64',
    generations: 'V2',
  },
  { template: 'E{n}s_v3', family: 'standardESv3Family', vcpus: usual, gibPerVcpu: 8, nested: true },
  { template: 'E{n}s_v5', family: 'standardESv5Family', vcpus: usual, gibPerVcpu: 8, nested: true },
  { template: 'E{n}as_v4', family: 'standardEASv4Family', vcpus: usual, gibPerVcpu: 8, nested: false },
  { template: 'E{n}as_v5', family: 'standardEASv5Family', vcpus: usual, gibPerVcpu: 8, nested: true },
  { template: 'F{n}s_v2', family: 'standardFSv2Family', vcpus: usual, gibPerVcpu: 2, nested: true },
  { template: 'L{n}s_v3', family: 'standardLSv3Family', vcpus: [8, 16, 32], gibPerVcpu: 8, nested: true },
  { template: 'B{n}ms', family: 'standardBSFamily', vcpus: [2, 4, 8], gibPerVcpu: 4, nested: false },
  { template: 'B{n}s', family: 'standardBSFamily', vcpus: [2], gibPerVcpu: 2, nested: false },
  { template: 'B{n}s_v2', family: 'standardBsv2Family', vcpus: [2, 4, 8], gibPerVcpu: 4, nested: false },
  {
    template: 'A{n}_v2',
    family: 'standardAv2Family',
    vcpus: [2, 4, 8],
    gibPerVcpu: 2,
    nested: false,
    generations: 'V1',
  },
  {
    template: 'DC{n}as_v5',
    family: 'standardDCASv5Family',
    vcpus: [2, 4, 8],
    gibPerVcpu: 4,
    nested: false,
    generations: 'V2',
    confidential: 'SNP',
  },
  {
    template: 'DC{n}s_v2',
    family: 'standardDCSv2Family',
    vcpus: [2, 4, 8],
    gibPerVcpu: 4,
    nested: false,
    generations: 'V2',
    confidential: 'SGX',
  },
  {
    template: 'NC{n}ads_A100_v4',
    family: 'standardNCADSA100v4Family',
    vcpus: [24, 48],
    gibPerVcpu: 220 / 24,
    nested: false,
    generations: 'V2',
  },
];

/** In the names of these older series the number is not the number of vCPUs. */
const oldSizes: VmSize[] = [
  oldSize('Standard_DS1_v2', 'standardDSv2Family', 1, 3.5),
  oldSize('Standard_DS2_v2', 'standardDSv2Family', 2, 7),
  oldSize('Standard_DS3_v2', 'standardDSv2Family', 4, 14),
  oldSize('Standard_DS4_v2', 'standardDSv2Family', 8, 28),
  oldSize('Standard_D2_v2', 'standardDv2Family', 2, 7),
];

export const vmSizes: readonly VmSize[] = [...series.flatMap(sizesOf), ...oldSizes];

const byName = new Map(vmSizes.map((size) => [size.name.toLowerCase(), size]));

/** Finds a size by its name in any case; null when it is unknown. */
export function findVmSize(name: string): VmSize | null {
  return byName.get(name.toLowerCase()) ?? null;
}

function sizesOf(row: Series): VmSize[] {
  return row.vcpus.map((vcpus) => ({
    name: `Standard_${row.template.replace('{n}', String(vcpus))}`,
    family: row.family,
    vcpus,
    memoryGiB: Math.round(vcpus * row.gibPerVcpu),
    architecture: row.architecture ?? 'x64',
    hyperVGenerations: row.generations ?? 'V1,V2',
    nestedVirtualization: row.nested,
    confidential: row.confidential ?? null,
  }));
}

function oldSize(name: string, family: string, vcpus: number, memoryGiB: number): VmSize {
  return {
    name,
    family,
    vcpus,
    memoryGiB,
    architecture: 'x64',
    hyperVGenerations: 'V1,V2',
    nestedVirtualization: false,
    confidential: null,
  };
}
