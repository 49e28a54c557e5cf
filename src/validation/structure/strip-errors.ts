/** What ajv writes for the sake of its error objects, and what is left of it. In this order. */
const replacements: readonly (readonly [RegExp, string])[] = [
  [/\(data, \{instancePath=""[^{}]*\}=\{\}\)/g, '(data)'],
  [/, \{instancePath[^{}]*,rootData\}\)/g, ')'],
  [/validate\d+\.errors = \[\{instancePath.*?,params:\{[^{}]*\}\}\];/g, ''],
  [
    /vErrors = vErrors === null \? \S+\.errors : vErrors\.concat\(\S+\.errors\);errors = vErrors\.length;/g,
    'errors = 1;',
  ],
  [/validate\d+\.errors = vErrors;/g, ''],
  [/let vErrors = null;/g, ''],
];

/** A schema as data. The names of many properties are looked up in it; nothing else is used. */
const schemaConstant = /const (schema\d+) = (\{"[^\n]*?\});(?=const |function |exports|\n|$)/g;

/** What must not be left: ajv's output has another form than the replacements expect. */
const leftover = /instancePath|schemaPath|vErrors|rootData/;

/**
 * Takes the error objects out of validators that ajv has generated. Ours answer yes or no; what is wrong, decoding
 * finds out. They are two thirds of the code to load, and most of the time that validating takes.
 */
export function stripErrors(code: string): string {
  const stripped = replacements
    .reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), code)
    .replace(schemaConstant, (_constant, name: string, schema: string) =>
      code.includes(`${name}.properties`) ? `const ${name} = ${propertyNames(schema)};` : '',
    );
  const found = leftover.exec(stripped);
  if (found === null) return stripped;
  throw new Error(`ajv generates code of another form: ${stripped.slice(found.index, found.index + 200)}`);
}

function propertyNames(schema: string): string {
  const { properties = {} } = JSON.parse(schema) as { readonly properties?: object };
  return JSON.stringify({ properties: Object.fromEntries(Object.keys(properties).map((name) => [name, 0])) });
}
