import type { Manifest } from '../garden-object/garden-object';
import { FieldPath } from '../gardener/field-path';
import { isObject } from '../gardener/json';
import { Check } from '../issues/check';
import { isProviderAlicloud } from '../validation/alicloud/chart-values';
import { warnProviderAlicloudValues } from '../validation/alicloud/chart-warnings';
import { scanForSecrets, secretRules } from '../validation/secret-scan';
import { emitYaml } from '../yaml/emit';
import { type UnpackedChart } from './chart-archive';
import { providerExtensionRules as rules } from './table';
import { type ChartFile, toText } from './tar';

/**
 * Warns of values that a chart at hand does not read. What the validator knows of provider-alicloud's chart by
 * heart it says itself.
 */
export function warnUnreadValues(
  values: Manifest,
  chart: UnpackedChart,
  objectName: string,
  check: Check,
): void {
  const path = FieldPath.of('values');
  const known = Check.root(check.target);
  if (isProviderAlicloud({ name: chart.name }, objectName)) {
    warnProviderAlicloudValues(values, check.target.provider, known.at('values'));
  }
  for (const place of unreadValues(values, chart.files)) {
    const at = path.child(...place);
    if (known.findings.some(({ field }) => isWithin(field, String(at)) || isWithin(String(at), field)))
      continue;
    check
      .at('values', ...place)
      .report(
        rules['helm-value-unread'],
        `no template of chart ${chart.name} reads it`,
        'leave it out, or compare it with the values.yaml of the chart',
      );
  }
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}

/**
 * Who asks for one key in clear text does not ask for others: the search of the output lets the whole object
 * pass, so the rest of it is searched here.
 */
export function refuseOtherSecrets(rest: Manifest, check: Check): void {
  let text: string;
  try {
    text = emitYaml(rest);
  } catch {
    // Something in it is no plain value, which is reported where the manifest is rendered.
    return;
  }
  for (const { what } of scanForSecrets(text)) {
    check.report(
      secretRules['secret-in-output'],
      `there is ${what} beside the image owner's`,
      'refer to a Secret instead',
    );
  }
}

const name = String.raw`[\p{L}_][\p{L}\p{Nd}_]*`;
/** Asks only whether there is something: what lies below is not read. */
const condition = new RegExp(
  String.raw`\{\{-?\s*(?:else\s+)?if\s+\$?\.Values((?:\.${name})+)\s*-?\}\}`,
  'gu',
);
const mention = new RegExp(String.raw`\.Values(?![\p{L}\p{Nd}_])((?:\.${name})*)`, 'gu');
/** The word as a key: `index $ "Values"`. */
const quoted = /["'`]Values["'`]/;
/** What is done with all that a template is given; a dot may be something smaller within `with` and `range`. */
const dump =
  /\b(?:toYaml|toJson|toPrettyJson|toRawJson|values|range)(?:\s+\$\w+(?:\s*,\s*\$\w+)?\s*:=)?\s+([.$])(?![\w.])/g;
const narrowing = /\{\{-?\s*(?:else\s+)?(?:with|range)\b/;

/**
 * Places in the values that no template of the chart can read, the highest of each: what is named there has no
 * effect. Where templates might get at a value in a way that cannot be told, the value counts as read.
 */
export function unreadValues(
  values: Readonly<Record<string, unknown>>,
  files: readonly ChartFile[],
): (readonly string[])[] {
  const read = new ReadPlaces();
  for (const text of templatesOf(files)) read.add(text);
  if (read.everything) return [];
  const handedOn = subchartKeys(files);
  const unread: (readonly string[])[] = [];
  const visit = (map: Readonly<Record<string, unknown>>, above: readonly string[]): void => {
    for (const [key, value] of Object.entries(map)) {
      const place = [...above, key];
      if (above.length === 0 && handedOn(key)) continue;
      const use = read.use(place);
      if (use === 'unread') unread.push(place);
      else if (use === 'entered' && isObject(value)) visit(value, place);
    }
  };
  visit(values, []);
  return unread;
}

/** Texts that Helm executes, or that templates may execute with `tpl`. */
function templatesOf(files: readonly ChartFile[]): string[] {
  const templates = files.filter(({ path }) => /(?:^|\/)templates\//.test(path)).map(toText);
  const others = templates.some((text) => text.includes('.Files'))
    ? files
    : files.filter(({ path }) => /(?:^|\/)values\.yaml$/.test(path));
  return [...templates, ...others.map(toText)];
}

/** Subcharts get the values under their name, an alias, or `global`; conditions in Chart.yaml read some, too. */
function subchartKeys(files: readonly ChartFile[]): (key: string) => boolean {
  const subcharts = files.flatMap(({ path }) => /^charts\/([^/]+)/.exec(path)?.[1] ?? []);
  const declared = files
    .filter(({ path }) => path === 'Chart.yaml' || path === 'requirements.yaml')
    .map(toText)
    .filter((text) => text.includes('dependencies:'));
  if (subcharts.length === 0 && declared.length === 0) return () => false;
  const words = new Set(['global', 'tags', ...declared.flatMap((text) => text.split(/[^\w-]+/))]);
  // A subchart's archive has its version behind the name.
  return (key) => words.has(key) || subcharts.some((file) => file === key || file.startsWith(`${key}-`));
}

function dumpsEverything(template: string): boolean {
  return [...template.matchAll(dump)].some(
    ({ 1: what, index }) => what === '$' || !narrowing.test(template.slice(0, index)),
  );
}

class ReadPlaces {
  everything = false;
  /** Read with all that is below. */
  private readonly whole = new Set<string>();
  /** Only asked for. */
  private readonly asked = new Set<string>();
  /** Something below is read or asked for. */
  private readonly entered = new Set<string>();

  add(template: string): void {
    if (quoted.test(template) || dumpsEverything(template)) this.everything = true;
    const rest = template.replace(condition, (_, place: string) => {
      this.note(place, this.asked);
      return '';
    });
    for (const [, place = ''] of rest.matchAll(mention)) {
      if (place === '') this.everything = true;
      else this.note(place, this.whole);
    }
  }

  use(place: readonly string[]): 'read' | 'entered' | 'unread' {
    const key = place.join('.');
    for (let length = 1; length <= place.length; length++) {
      if (this.whole.has(place.slice(0, length).join('.'))) return 'read';
    }
    if (this.entered.has(key)) return 'entered';
    return this.asked.has(key) ? 'read' : 'unread';
  }

  private note(place: string, places: Set<string>): void {
    const names = place.slice(1).split('.');
    places.add(names.join('.'));
    for (let length = 1; length < names.length; length++) this.entered.add(names.slice(0, length).join('.'));
  }
}
