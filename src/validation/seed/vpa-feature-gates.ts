/** Gates of the Vertical Pod Autoscaler that a Seed may set, with the minors of Gardener that take them. */
const gates: readonly { readonly name: string; readonly since: number; readonly removed?: number }[] = [
  { name: 'InPlaceOrRecreate', since: 124, removed: 145 },
  { name: 'PerVPAConfig', since: 140 },
  { name: 'InPlace', since: 145 },
  { name: 'CPUStartupBoost', since: 145 },
];

export function vpaFeatureGates(gardener: number): readonly string[] {
  return gates
    .filter(({ since, removed }) => gardener >= since && (removed === undefined || gardener < removed))
    .map(({ name }) => name);
}

/** The minor that refuses a gate which this one takes, if there is one. */
export function vpaGateRemovedIn(name: string, gardener: number): number | undefined {
  return gates.find((gate) => gate.name === name && gardener >= gate.since && gardener < (gate.removed ?? 0))
    ?.removed;
}
