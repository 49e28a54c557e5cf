type Json = Readonly<Record<string, unknown>>;

/** What an API server says to an object it does not take. */
export class Refused extends Error {}

/** As much of a virtual garden as decides about the order of things: its admission, and what it stores. */
export class InMemoryGarden {
  private readonly stored = new Map<string, Json>();

  has(kind: string, name: string): boolean {
    return this.stored.has(`${kind}/${name}`);
  }

  get count(): number {
    return this.stored.size;
  }

  /** @throws Refused as Gardener's admission does */
  apply(manifest: Json, dryRun = false): void {
    this.admit(manifest);
    if (!dryRun) this.stored.set(`${String(manifest['kind'])}/${nameOf(manifest)}`, manifest);
  }

  private admit(manifest: Json): void {
    switch (manifest['kind']) {
      case 'ControllerRegistration':
        for (const reference of list(at(manifest, 'spec', 'deployment', 'deploymentRefs'))) {
          const name = String(reference['name']);
          if (!this.has('ControllerDeployment', name))
            throw new Refused(`controllerdeployments "${name}" not found`);
        }
        return;
      case 'Seed':
        for (const resource of list(at(manifest, 'spec', 'resources'))) {
          const { kind, name } = resource['resourceRef'] as { kind: string; name: string };
          if (!this.has(kind, name))
            throw new Refused(`failed to resolve resource reference ${kind} ${name}`);
        }
        for (const type of neededTypes(manifest)) {
          if (!this.registered(type)) throw new Refused(`non-registered extension type ${type}`);
        }
        return;
      case 'ManagedSeed': {
        const shoot = String(at(manifest, 'spec', 'shoot', 'name'));
        if (!this.has('Shoot', shoot)) throw new Refused(`shoot garden/${shoot} not found`);
      }
    }
  }

  private registered(type: string): boolean {
    return [...this.stored.values()].some(
      (manifest) =>
        manifest['kind'] === 'ControllerRegistration' &&
        list(at(manifest, 'spec', 'resources')).some(
          (resource) => `${String(resource['kind'])} ${String(resource['type'])}` === type,
        ),
    );
  }
}

function neededTypes(seed: Json): string[] {
  const provider = String(at(seed, 'spec', 'provider', 'type'));
  const backup = at(seed, 'spec', 'backup', 'provider') as string | undefined;
  return [
    `ControlPlane ${provider}`,
    ...(backup === undefined ? [] : [`BackupBucket ${backup}`, `BackupEntry ${backup}`]),
    `DNSRecord ${String(at(seed, 'spec', 'dns', 'provider', 'type'))}`,
  ];
}

/** One Kustomization as Flux reconciles it: everything is tried dry before anything is written. */
export function reconcileKustomization(garden: InMemoryGarden, objects: readonly Json[]): boolean {
  try {
    for (const object of objects) garden.apply(object, true);
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
  for (const object of objects) garden.apply(object);
  return true;
}

/** One operation of Argo CD: waves in order; a failed wave ends it. */
export function syncApplication(garden: InMemoryGarden, objects: readonly Json[]): boolean {
  const waveOf = (object: Json): number =>
    Number(at(object, 'metadata', 'annotations', 'argocd.argoproj.io/sync-wave') ?? 0);
  for (const wave of [...new Set(objects.map((object) => waveOf(object)))].sort((a, b) => a - b)) {
    const failed = objects
      .filter((object) => waveOf(object) === wave)
      .filter((object) => {
        try {
          garden.apply(object);
          return false;
        } catch (error) {
          if (error instanceof Refused) return true;
          throw error;
        }
      });
    if (failed.length > 0) return false;
  }
  return true;
}

export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Json | undefined)?.[key], value);
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

function nameOf(manifest: Json): string {
  return String(at(manifest, 'metadata', 'name'));
}
