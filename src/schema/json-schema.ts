import {
  isPublished,
  formatFor,
  type ScalarFormat,
  type SchemaName,
  schemaNames,
  schemaReaders,
  type TargetVersions,
  typeMetaOf,
} from './schema-node';

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
  /** Schema by which the API server decodes a free-form part and writes it again. */
  readonly 'x-gardener-embeds'?: string;
  /** Whether an empty text, 0 or false is left out when the object is stored. */
  readonly 'x-gardener-omits-zero'?: boolean;
  readonly 'x-gardener-earlier-formats'?: readonly { readonly before: string; readonly format: string }[];
  readonly 'x-provider-alicloud-since'?: string;
}

/** Schemas as they stand below imports/, with metadata in full. */
export type RawSchemas = Readonly<Record<SchemaName, RawSchema>>;

/** A document of JSON Schema, draft 7, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Kinds of Gardener and its extension that the target has. */
export function publishedSchemas(schemas: RawSchemas, target: TargetVersions): readonly SchemaName[] {
  return schemaNames.filter((name) => isPublished(name) && hasField(schemas[name], target));
}

/**
 * A JSON Schema that refuses what the API server cannot read, unknown fields above all, and accepts what it can:
 * what is missing or null is the zero value for it. What a value may be beyond its type is the validator's.
 */
export function toJsonSchema(name: SchemaName, schemas: RawSchemas, target: TargetVersions): JsonSchema {
  const { apiVersion, kind } = typeMetaOf(name);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `${apiVersion} ${kind}`,
    ...new Conversion(schemas, target).document(name),
  };
}

/** Gardener minors at which the structure of a kind changes, in ascending order. */
export function changesOf(schemas: RawSchemas): readonly number[] {
  const minors = new Set<number>();
  const visit = (schema: RawSchema): void => {
    const earlier = (schema['x-gardener-earlier-formats'] ?? []).map(({ before }) => before);
    for (const version of [schema['x-gardener-since'], schema['x-gardener-removed'], ...earlier]) {
      if (version !== undefined) minors.add(minorOf(version));
    }
    for (const part of [schema.items, schema.additionalProperties]) if (part !== undefined) visit(part);
    Object.values(schema.properties ?? {}).forEach(visit);
  };
  Object.values(schemas).forEach(visit);
  return [...minors].sort((a, b) => a - b);
}

const cloudProfileConfig = 'alicloud.provider.extensions.gardener.cloud/v1alpha1/CloudProfileConfig';
const backupBucketConfig = 'alicloud.provider.extensions.gardener.cloud/v1alpha1/BackupBucketConfig';
const gardenletConfiguration = 'gardenlet.config.gardener.cloud/v1alpha1/GardenletConfiguration';

/** A configuration that lies in a field of another kind, which itself takes anything there. */
interface Embedded {
  /** The object that the field stands in. */
  readonly parent: string;
  readonly field: string;
  readonly schema: SchemaName;
  /** A sibling that says whose configuration it is; without one the configuration itself says so. */
  readonly when?: { readonly sibling: string; readonly value: string };
}

const ofAlicloud = { sibling: 'type', value: 'alicloud' };
const embedded: Readonly<Partial<Record<SchemaName, Embedded>>> = {
  'core.gardener.cloud/v1beta1/CloudProfile': {
    ...{ parent: 'spec', field: 'providerConfig', schema: cloudProfileConfig, when: ofAlicloud },
  },
  'core.gardener.cloud/v1beta1/NamespacedCloudProfile': {
    ...{ parent: 'spec', field: 'providerConfig', schema: cloudProfileConfig },
  },
  'core.gardener.cloud/v1beta1/Seed': {
    ...{ parent: 'spec.backup', field: 'providerConfig', schema: backupBucketConfig },
  },
  'core.gardener.cloud/v1beta1/BackupBucket': {
    ...{ parent: 'spec', field: 'providerConfig', schema: backupBucketConfig },
  },
  [gardenletConfiguration]: {
    ...{ parent: 'seedConfig.spec.backup', field: 'providerConfig', schema: backupBucketConfig },
  },
  'seedmanagement.gardener.cloud/v1alpha1/Gardenlet': {
    ...{ parent: 'spec', field: 'config', schema: gardenletConfiguration },
  },
  'seedmanagement.gardener.cloud/v1alpha1/ManagedSeed': {
    ...{ parent: 'spec.gardenlet', field: 'config', schema: gardenletConfiguration },
  },
};

class Conversion {
  constructor(
    private readonly schemas: RawSchemas,
    private readonly target: TargetVersions,
  ) {}

  /** @param isLenient whether its reader drops unknown fields in silence */
  document(name: SchemaName, isLenient = false): JsonSchema {
    const { apiVersion, kind } = typeMetaOf(name);
    const reader = schemaReaders[name];
    const schema = this.objectOf(this.schemas[name], {
      document: name,
      path: '',
      isCustomResource: reader === 'custom-resource',
      isLenient,
    });
    const properties = schema['properties'] as Readonly<Record<string, JsonSchema>>;
    const required = (schema['required'] as readonly string[] | undefined) ?? [];
    const typeMeta = reader === 'embedded-defaulted' ? [] : ['apiVersion', 'kind'];
    return {
      ...schema,
      type: 'object',
      properties: {
        ...properties,
        apiVersion: { ...properties['apiVersion'], enum: [apiVersion] },
        kind: { ...properties['kind'], enum: [kind] },
      },
      required: [...new Set([...typeMeta, ...required])],
    };
  }

  private convert(schema: RawSchema, place: Place): JsonSchema {
    const description = describe(schema);
    return { ...(description === undefined ? {} : { description }), ...this.structure(schema, place) };
  }

  private structure(schema: RawSchema, place: Place): JsonSchema {
    if (schema['x-kubernetes-preserve-unknown-fields'] === true) return this.free(schema, place);
    if (schema.items !== undefined) {
      const items = this.convert(schema.items, { ...place, path: `${place.path}[]`, isEntry: true });
      return { type: orNull('array', place), items };
    }
    if (schema.additionalProperties !== undefined) {
      const below = { ...place, path: `${place.path}.{key}`, isEntry: false };
      return {
        type: orNull('object', place),
        additionalProperties: this.convert(schema.additionalProperties, below),
      };
    }
    if (schema.type === 'object') return this.objectOf(schema, place);
    return this.scalar(schema, place);
  }

  private objectOf(schema: RawSchema, place: Place): JsonSchema {
    const { isCustomResource } = place;
    const required = isCustomResource && place.path !== 'status' ? (schema.required ?? []) : [];
    const properties: Record<string, JsonSchema> = {};
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      if (!hasField(property, this.target)) continue;
      const path = place.path === '' ? name : `${place.path}.${name}`;
      const isRequired = required.includes(name);
      properties[name] = this.convert(property, { ...place, path, isEntry: false, isRequired });
    }
    return {
      type: orNull('object', place),
      properties,
      ...(place.isLenient ? {} : { additionalProperties: false }),
      ...(required.length === 0 ? {} : { required }),
      ...this.conditionOf(place),
    };
  }

  private conditionOf({ document, path }: Place): JsonSchema {
    const { parent, field, schema, when } = embedded[document] ?? {};
    if (parent !== path || field === undefined || schema === undefined || when === undefined) return {};
    return {
      if: { properties: { [when.sibling]: { const: when.value } }, required: [when.sibling] },
      then: { properties: { [field]: this.orNothing(schema) } },
    };
  }

  private orNothing(name: SchemaName, isLenient = false): JsonSchema {
    return { ...this.document(name, isLenient), type: ['object', 'null'] };
  }

  /** What somebody else reads: nothing is known of it, unless it says that it is one of ours. */
  private free(schema: RawSchema, { document, path, isCustomResource }: Place): JsonSchema {
    const { parent, field, schema: name, when } = embedded[document] ?? {};
    if (name === undefined || path !== `${parent ?? ''}.${field ?? ''}` || when !== undefined) {
      return isCustomResource && schema.type === 'object' ? { type: ['object', 'null'] } : {};
    }
    // Gardener reads it without a word about fields that it does not know.
    if (schemaReaders[name] === 'embedded-defaulted') return this.orNothing(name, true);
    const { apiVersion } = typeMetaOf(name);
    const group = apiVersion.slice(0, apiVersion.indexOf('/') + 1).replaceAll('.', '\\.');
    return {
      if: {
        type: 'object',
        properties: { apiVersion: { type: 'string', pattern: `^${group}` } },
        required: ['apiVersion'],
      },
      then: this.document(name),
    };
  }

  private scalar(schema: RawSchema, place: Place): JsonSchema {
    const earlier = (schema['x-gardener-earlier-formats'] ?? []).map(({ before, format }) => ({
      before: minorOf(before),
      format: format as ScalarFormat,
    }));
    const named = (schema.format ?? schema.type) as ScalarFormat;
    const format = formatFor({ is: 'scalar', format: named, earlier }, this.target);
    const refusesNull = schema['x-gardener-refuses-null'] === true;
    const types = scalarSchemas[format];
    return { ...types, type: orNull(types.type, refusesNull ? { ...place, isRequired: true } : place) };
  }
}

/** Whether the target has a field, or a kind. */
function hasField(schema: RawSchema, { gardener, provider }: TargetVersions): boolean {
  const since = schema['x-gardener-since'];
  const removed = schema['x-gardener-removed'];
  const providerSince = schema['x-provider-alicloud-since'];
  if (since !== undefined && gardener < minorOf(since)) return false;
  if (removed !== undefined && gardener >= minorOf(removed)) return false;
  return providerSince === undefined || provider >= minorOf(providerSince);
}

/** Where a part of a schema stands. */
interface Place {
  readonly document: SchemaName;
  readonly path: string;
  readonly isCustomResource: boolean;
  readonly isLenient: boolean;
  /** An item of a list. */
  readonly isEntry?: boolean;
  readonly isRequired?: boolean;
}

/** For Go null is the zero value; a CustomResourceDefinition takes it as if the field were not there. */
function orNull(type: string | readonly string[], place: Place): readonly string[] {
  const types = typeof type === 'string' ? [type] : type;
  const refusesNull = place.isRequired === true || (place.isCustomResource && place.isEntry === true);
  return refusesNull ? types : [...types, 'null'];
}

function describe(schema: RawSchema): string | undefined {
  const since = schema['x-gardener-since'];
  const removed = schema['x-gardener-removed'];
  const replacedBy = schema['x-gardener-replaced-by'];
  const providerSince = schema['x-provider-alicloud-since'];
  const parts = [
    schema.description,
    since === undefined ? undefined : `Since Gardener ${since}.`,
    removed === undefined ? undefined : `Until Gardener ${removed}.`,
    replacedBy === undefined ? undefined : `Replaced by ${replacedBy}.`,
    providerSince === undefined ? undefined : `Since provider-alicloud ${providerSince}.`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}

function minorOf(version: string): number {
  return Number(version.slice('1.'.length));
}

interface ScalarSchema {
  readonly type: string | readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

const int64 = { minimum: -(2 ** 63), maximum: 2 ** 63 };
const durationPattern = '^[+-]?(0|(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$';
const blanks = '[ \u0085\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]*';
const unit = '([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)';
/** Digits, with or without a unit, or a unit alone. */
const quantityPattern = `^${blanks}[+-]?(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)${unit}?|\\.?${unit})${blanks}$`;
const letter = '[\\r\\n]*[A-Za-z0-9+/]';
const padding = '[\\r\\n]*=';
const base64Pattern = `^(${letter.repeat(4)})*(${letter.repeat(3)}${padding}|${letter.repeat(2)}${padding.repeat(2)})?[\\r\\n]*$`;
const datePattern = '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
const clockPattern = '([01]?[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.,][0-9]+)?';
const timePattern = `^${datePattern}T${clockPattern}(Z|[+-][0-9]{2}:[0-9]{2})$`;

/** What each format looks like; a number where the API server takes numbers, too. */
const scalarSchemas: Readonly<Record<ScalarFormat, ScalarSchema>> = {
  string: { type: 'string' },
  boolean: { type: 'boolean' },
  int32: { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  int64: { type: 'integer', ...int64 },
  float: { type: 'number' },
  quantity: { type: ['string', 'number'], pattern: quantityPattern },
  'go-duration': { type: 'string', pattern: durationPattern },
  'nanoseconds-or-go-duration': { type: ['string', 'integer'], pattern: durationPattern, ...int64 },
  rfc3339: { type: 'string', pattern: timePattern },
  byte: { type: 'string', pattern: base64Pattern },
};
