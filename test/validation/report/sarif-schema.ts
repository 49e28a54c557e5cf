import Ajv from 'ajv';

// What SARIF 2.1.0 (OASIS Standard, sections 3.13 to 3.49) says of the objects that we write: which
// properties there are, which are needed, what they hold. Nothing beyond is allowed here, so a new property
// has to be looked up in the standard first.

const text = { type: 'string' };
const uri = { type: 'string', pattern: "^(?:[A-Za-z0-9\\-._~:/?#\\[\\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$" };
/** Where the standard wants an address rather than a reference: it has a scheme (RFC 3986, section 4.3). */
const address = { ...uri, pattern: uri.pattern.replace('^', '^[a-z][a-z0-9+.-]*:') };
const count = { type: 'integer', minimum: 1 };
const index = { type: 'integer', minimum: 0 };
const level = { enum: ['none', 'note', 'warning', 'error'] };
const listOf = (items: object): object => ({ type: 'array', items });
const bag = { type: 'object', properties: { tags: { ...listOf(text), uniqueItems: true } } };

function object(properties: Readonly<Record<string, object>>, required: readonly string[] = []): object {
  return { type: 'object', additionalProperties: false, properties, required };
}

const message = object({ text }, ['text']);

const rule = object(
  {
    id: text,
    helpUri: address,
    shortDescription: message,
    fullDescription: message,
    help: message,
    defaultConfiguration: object({ level }),
    properties: bag,
  },
  ['id'],
);

const location = object({
  physicalLocation: object(
    {
      artifactLocation: object({ uri }),
      region: {
        ...object({ startLine: count, startColumn: count }),
        dependentRequired: { startColumn: ['startLine'] },
      },
    },
    ['artifactLocation'],
  ),
  logicalLocations: { ...listOf(object({ fullyQualifiedName: text, kind: text })), uniqueItems: true },
});

const result = object(
  { ruleId: text, ruleIndex: index, level, message, locations: listOf(location), properties: bag },
  ['message'],
);

const driver = object(
  {
    name: { ...text, minLength: 1 },
    version: text,
    informationUri: address,
    rules: { ...listOf(rule), uniqueItems: true },
  },
  ['name'],
);

const run = object(
  {
    tool: object({ driver }, ['driver']),
    columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
    results: listOf(result),
    properties: bag,
  },
  ['tool'],
);

const log = object({ $schema: uri, version: { const: '2.1.0' }, runs: listOf(run) }, ['version', 'runs']);

/** What is wrong with a SARIF log; empty when nothing is. */
export function sarifErrors(value: unknown): unknown[] {
  const ajv = new Ajv({ allErrors: true, strict: false });
  return ajv.validate(log, value) ? [] : (ajv.errors ?? []);
}
