/** Reads and parses every YAML file below a folder, and nothing else: `parse-only.cjs FOLDER`. */
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parseAllDocuments } = require('yaml');

const folder = process.argv[2];
let documents = 0;
for (const file of readdirSync(folder).sort()) {
  for (const document of parseAllDocuments(readFileSync(join(folder, file), 'utf8'))) {
    if (document.errors.length > 0) throw document.errors[0];
    document.toJS();
    documents += 1;
  }
}
console.log(`${documents} documents`);
