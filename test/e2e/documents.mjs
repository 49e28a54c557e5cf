import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** Every document below a folder, with where it comes from: the folder's title and its path. */
export function readDocuments(folder, title) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) =>
      parseYaml(join(folder, file)).map((manifest) => ({ source: `${title}/${file}`, manifest })),
    );
}

/** The documents of a file, as YAML 1.2 readers and Go's take them. */
export function parseYaml(file) {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });
}
