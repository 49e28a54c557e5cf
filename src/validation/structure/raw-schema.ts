import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** The subset of OpenAPI v3 that the files below imports/ are written in. */
export interface RawSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, RawSchema>>;
  readonly additionalProperties?: RawSchema;
  readonly items?: RawSchema;
  readonly required?: readonly string[];
  readonly anyOf?: readonly RawSchema[];
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  /** `1.137` and the like. */
  readonly 'x-gardener-since'?: string;
  readonly 'x-gardener-removed'?: string;
  readonly 'x-gardener-replaced-by'?: string;
  readonly 'x-gardener-refuses-null'?: boolean;
  readonly 'x-gardener-earlier-formats'?: readonly { readonly before: string; readonly format: string }[];
  readonly 'x-provider-alicloud-since'?: string;
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: RawSchema };
    }[];
  };
}

/** Schemas by `<group>/<version>/<kind>`, in the order of file names and documents. */
export function readSchemas(folder: string): Map<string, RawSchema> {
  const schemas = new Map<string, RawSchema>();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.yaml')) continue;
    for (const document of parseAllDocuments(readFileSync(join(folder, file), 'utf8'))) {
      if (document.errors[0] !== undefined) throw new Error(`${file}: ${document.errors[0].message}`);
      const { group, names, versions } = (document.toJS() as Definition).spec;
      for (const version of versions) {
        const name = [...(group === '' ? [] : [group]), version.name, names.kind].join('/');
        if (schemas.has(name)) throw new Error(`${file}: ${name} is described twice`);
        schemas.set(name, version.schema.openAPIV3Schema);
      }
    }
  }
  return schemas;
}
