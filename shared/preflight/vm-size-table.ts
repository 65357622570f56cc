/**
 * Which sizes have nested virtualization, by family, generation and feature letters (`D4ads_v5`: family D, features
 * `ads`, generation 5; a size without `_vN` is generation 1; `-` stands for no feature letters). Azure publishes no
 * reliable capability for this, so the table copies what is known of AKS's own list (Azure/skewer `vmsize.go`,
 * Karpenter for Azure `nestedvirt_test.go`). Confidential sizes are left out: they have nested virtualization, but Kata
 * node images do not run on them.
 */
export const sizesWithNestedVirtualization: Record<string, Record<number, string>> = {
  d: {
    3: '- s',
    4: '- s d ds',
    5: '- s d ds ls ld lds as ads',
    6: 's ds ls lds as ads als alds',
    7: 'as ads als alds',
  },
  e: {
    3: '- s i is',
    4: '- s i is d ds id ids',
    5: '- s i is d ds id ids as ads ias iads bs bds',
    6: 's ds is ids as ads bs bds',
    7: 'as ads',
  },
  f: { 2: 's', 6: 'as als ams', 7: 'as als ams ads alds amds' },
  fx: { 1: 'mds', 2: 'ms mds' },
  l: { 3: 's as', 4: 's as aos' },
  m: { 1: '- m s ms ls ts' },
};

/** Families of which Kata node pools cannot use any generation, and why. */
export const familiesWithoutKata: Record<string, string> = {
  a: 'A sizes have no nested virtualization.',
  b: 'Burstable sizes have no nested virtualization.',
  ds: 'DS sizes are of generation 1 or 2, before nested virtualization.',
  dc: 'DC sizes are confidential or SGX sizes, on which Kata node pools do not run.',
  ec: 'EC sizes are confidential sizes, on which Kata node pools do not run.',
  nc: 'GPU sizes have no nested virtualization that Kata node pools can use.',
  nd: 'GPU sizes have no nested virtualization that Kata node pools can use.',
  nv: 'GPU sizes have no nested virtualization that Kata node pools can use.',
};
