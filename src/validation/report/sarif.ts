import type { Issue } from '../../issues/issue';
import type { Rule } from '../../issues/rule';
import { printableJson } from './printable';
import { toSentence } from './text';
import { inOrder, type ValidationReport } from './validation-report';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

export interface SarifOptions {
  /** What is known of rules, for the reader's help. @default of the rules that issues name, their ids */
  readonly rules?: readonly Rule[];
  /** Version of the validator, as in its package. @default none is named */
  readonly toolVersion?: string;
  /** Address of the page that explains the rules, each below its id. @default rules have no address */
  readonly rulesUri?: string;
}

/** The report in SARIF 2.1.0, which code scanning of GitHub, GitLab and Azure DevOps reads. */
export function renderSarif(report: ValidationReport, options: SarifOptions = {}): string {
  const { issues } = inOrder(report);
  const descriptors = describeRules(issues, options);
  const indexes = new Map(descriptors.map(({ id }, index) => [id, index]));
  const log = {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'gardener-alicloud',
            ...(options.toolVersion === undefined ? {} : { version: options.toolVersion }),
            ...(options.rulesUri === undefined ? {} : { informationUri: options.rulesUri }),
            rules: descriptors,
          },
        },
        // Columns are counted as JavaScript counts characters.
        columnKind: 'utf16CodeUnits',
        ...(report.judgedFor === undefined ? {} : { properties: { judgedFor: report.judgedFor } }),
        results: issues.map((issue) => toResult(issue, indexes.get(issue.rule) ?? 0)),
      },
    ],
  };
  return `${printableJson(JSON.stringify(log, undefined, 2))}\n`;
}

/** The rules that issues name, by id; whole tables would make every report as long as the manual. */
function describeRules(
  issues: readonly Issue[],
  { rules = [], rulesUri }: SarifOptions,
): { readonly id: string }[] {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const ids = [...new Set(issues.map(({ rule }) => rule))].sort();
  return ids.map((id) => {
    const rule = known.get(id);
    const helpUri = rulesUri === undefined ? {} : { helpUri: `${rulesUri}#${id}` };
    if (rule === undefined) return { id, ...helpUri };
    return {
      id,
      shortDescription: { text: rule.what },
      fullDescription: { text: rule.why },
      help: { text: rule.example === undefined ? rule.why : `${rule.why}\n\nExample:\n${rule.example}` },
      ...helpUri,
      defaultConfiguration: { level: rule.severity },
      properties: { tags: [...rule.kinds], type: rule.type },
    };
  });
}

function toResult(issue: Issue, ruleIndex: number): object {
  const { field, type, origin = {} } = issue;
  const name = field === '' ? origin.constructPath : field;
  const logical = [
    ...(name === undefined ? [] : [{ fullyQualifiedName: name, kind: 'object' }]),
    ...(origin.constructPath === undefined || origin.constructPath === name
      ? []
      : [{ fullyQualifiedName: origin.constructPath, kind: 'module' }]),
  ];
  const location = {
    ...(origin.file === undefined ? {} : { physicalLocation: toPhysicalLocation(origin.file, issue) }),
    ...(logical.length === 0 ? {} : { logicalLocations: logical }),
  };
  return {
    ruleId: issue.rule,
    ruleIndex,
    level: issue.severity,
    message: { text: toSentence(issue) },
    ...(Object.keys(location).length === 0 ? {} : { locations: [location] }),
    properties: { type, ...(origin.document === undefined ? {} : { document: origin.document }) },
  };
}

function toPhysicalLocation(file: string, { origin = {} }: Issue): object {
  const { line, column } = origin;
  const region = { startLine: line, ...(column === undefined ? {} : { startColumn: column }) };
  return { artifactLocation: { uri: toUri(file) }, ...(line === undefined ? {} : { region }) };
}

/** A relative path becomes a relative reference; each part is escaped, so that `a b#1.yaml` stays a path. */
function toUri(file: string): string {
  const parts = file.replaceAll('\\', '/').split('/').map(encodePart);
  const path = parts.join('/');
  if (/^[A-Za-z]:[\\/]/.test(file)) return `file:///${path}`;
  if (path.startsWith('/')) return `file://${path}`;
  // What looks like a scheme (`a:b.yaml`) is a path all the same.
  return parts[0]?.includes(':') === true ? `./${path}` : path;
}

function encodePart(part: string): string {
  return encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd')).replaceAll('%3A', ':');
}
