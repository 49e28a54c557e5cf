import { readFileSync } from 'node:fs';
import { inOrder } from '../garden-object/props';
import { gardenAppRules } from '../garden-object/table';
import { isStandardBase64 } from '../gardener/names';
import type { Check } from '../issues/check';
import { scanForSecrets, secretRules } from '../validation/secret-scan';
import { type UnpackedChart } from './chart-archive';
import { readChartFolder, reason } from './chart-folder';
import { providerExtensionRules as rules } from './table';
import { TarError } from './tar';

type ChartSource =
  | { readonly form: 'oci'; readonly oci: OciChart }
  | { readonly form: 'folder' | 'archive' | 'base64'; readonly value: string };

/** A chart that is ready to be written into a manifest. */
export interface LoadedChart {
  /** Where it can be pulled; none if it comes with the object. */
  readonly oci?: OciChart;
  /** The archive in base64. */
  readonly raw?: string;
  /** What the archive holds; none for a chart in a registry, or one that is refused. */
  readonly unpacked?: UnpackedChart;
}

/** Where a Helm chart comes from. Immutable. */
export class HelmChart {
  /**
   * A chart in an OCI registry.
   *
   * @param repository without tag, e.g. `registry.example/charts/provider-alicloud`
   * @param version tag, e.g. `v1.71.0`, or digest, e.g. `sha256:0123…`
   */
  static oci(repository: string, version: string, secrets: OciPullSecrets = {}): HelmChart {
    const chosen = isDigest(version) ? { digest: version } : { tag: version };
    return new HelmChart({ form: 'oci', oci: { repository, ...chosen, ...secrets } });
  }

  /** A chart in an OCI registry by its whole reference, e.g. `registry.example/charts/provider-alicloud:v1.71.0`. */
  static ociReference(ref: string, secrets: OciPullSecrets = {}): HelmChart {
    return new HelmChart({ form: 'oci', oci: { ref, ...secrets } });
  }

  /**
   * The folder that holds Chart.yaml. It is packed so that the same files give the same bytes everywhere, and
   * travels in the object; `.helmignore` is honoured.
   */
  static directory(path: string): HelmChart {
    return new HelmChart({ form: 'folder', value: path });
  }

  /** A `.tgz` that `helm package` made; it travels in the object as it is. */
  static archive(path: string): HelmChart {
    return new HelmChart({ form: 'archive', value: path });
  }

  /** Such a `.tgz` in base64, with or without line breaks. */
  static base64(text: string): HelmChart {
    return new HelmChart({ form: 'base64', value: text });
  }

  private constructor(private readonly source: ChartSource) {}

  /**
   * Reads the chart; what is wrong with it is reported at `chart`.
   *
   * @internal
   */
  load(check: Check): LoadedChart {
    if (this.source.form === 'oci') return { oci: this.source.oci };
    const { form, value } = this.source;
    if (typeof value !== 'string') {
      check
        .at('chart')
        .report(
          gardenAppRules['prop-type'],
          `the ${form} is not given as a text`,
          form === 'base64' ? 'give the text' : 'give the path',
        );
      return {};
    }
    const loaded = form === 'folder' ? loadFolder(value, check) : loadArchive(form, value, check);
    if (loaded.unpacked !== undefined) reportSecrets(loaded.unpacked, check);
    return loaded;
  }
}

/** No tag has a colon, every digest has one. */
function isDigest(version: unknown): boolean {
  return typeof version === 'string' && version.includes(':');
}

/** Compression and YAML take a while to load, and charts in a registry need none of it. */
function archives(): typeof import('./chart-archive') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  return require('./chart-archive') as typeof import('./chart-archive');
}

function loadFolder(folder: string, check: Check): LoadedChart {
  const files = readChartFolder(folder, check);
  if (files === undefined) return {};
  const { packChart, toChart } = archives();
  const chart = toChart(files);
  if (typeof chart === 'string') return refuse(JSON.stringify(folder), chart, check);
  try {
    return { raw: Buffer.from(packChart(chart)).toString('base64'), unpacked: chart };
  } catch (error) {
    if (!(error instanceof TarError)) throw error;
    check
      .at('chart')
      .report(rules['helm-chart-file'], error.message, 'shorten it, or leave it out with .helmignore');
    return {};
  }
}

function loadArchive(form: 'archive' | 'base64', value: string, check: Check): LoadedChart {
  const name = form === 'archive' ? JSON.stringify(value) : 'the text';
  let raw: string;
  if (form === 'base64') {
    // Bytes take line breaks in base64, but are stored without: written like that there is no drift.
    raw = value.replace(/\s/g, '');
    if (raw === '' || !isStandardBase64(raw)) return refuse(name, 'it is not base64', check);
  } else {
    try {
      raw = readFileSync(value).toString('base64');
    } catch (error) {
      return refuse(name, `it cannot be read: ${reason(error)}`, check);
    }
  }
  const chart = archives().unpackChart(Buffer.from(raw, 'base64'));
  return typeof chart === 'string' ? { ...refuse(name, chart, check), raw } : { raw, unpacked: chart };
}

function refuse(name: string, said: string, check: Check): LoadedChart {
  check
    .at('chart')
    .report(
      rules['helm-chart-unreadable'],
      `${name} is no Helm chart: ${said}`,
      'give a folder with a Chart.yaml, or what "helm package" makes of it',
    );
  return {};
}

/** Compressed, a key would pass the search of the output. */
function reportSecrets({ files }: UnpackedChart, check: Check): void {
  for (const { path, text } of files.flatMap((file) => archives().textsIn(file))) {
    const [named] = scanForSecrets(path);
    if (named !== undefined) {
      check
        .at('chart')
        .report(
          secretRules['secret-in-output'],
          `the name of a file holds ${named.what}`,
          'rename the file, and revoke the key if it is real',
        );
      continue;
    }
    for (const { line, what } of scanForSecrets(text)) {
      check
        .at('chart')
        .report(
          secretRules['secret-in-output'],
          `${path}:${line}: ${what}`,
          'take it out of the chart, and revoke the key if it is real',
        );
    }
  }
}

/** Secrets in `garden` that pulling a chart needs. */
export interface OciPullSecrets {
  /**
   * Secret in `garden` with `.dockerconfigjson`, labelled `gardener.cloud/role: helm-pull-secret`.
   * Since Gardener 1.115. @default none
   */
  readonly pullSecretName?: string;
  /**
   * Secret in `garden` with `bundle.crt`, labelled `gardener.cloud/role: oci-ca-bundle`. Since Gardener 1.136.
   * @default none
   */
  readonly caBundleSecretName?: string;
}

/** A Helm chart in an OCI registry, named by tag, by digest, or by a whole reference. */
export interface OciChart extends OciPullSecrets {
  /** Whole reference, e.g. `registry.example/charts/provider-alicloud:v1.71.0`; instead of the other three. */
  readonly ref?: string;
  /** Repository without tag. */
  readonly repository?: string;
  /** E.g. `v1.71.0`. Tag or digest is needed beside a repository; the digest wins. */
  readonly tag?: string;
  /** E.g. `sha256:0123…`. */
  readonly digest?: string;
}

const fields = ['ref', 'repository', 'tag', 'digest', 'pullSecretRef', 'caBundleSecretRef'];

/** `helm.ociRepository` of ControllerDeployment, Extension and Gardenlet. */
export function toOciRepository(chart: OciChart): Record<string, unknown> {
  const { pullSecretName, caBundleSecretName, ...reference } = chart;
  return inOrder(fields, {
    ...reference,
    ...(pullSecretName === undefined ? {} : { pullSecretRef: { name: pullSecretName } }),
    ...(caBundleSecretName === undefined ? {} : { caBundleSecretRef: { name: caBundleSecretName } }),
  });
}
