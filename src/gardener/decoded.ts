/**
 * What strict decoding leaves of a manifest whose class was generated from our schemas: every field may be
 * missing, as the API server takes what is missing for the empty value and only the rules decide. A generated
 * class for int-or-string (`fromString`, `fromNumber`) stands for the text or number itself, an enum for its
 * texts, and `any` for what nobody may touch before a look at it.
 */
export type Decoded<T> = 0 extends 1 & T
  ? unknown
  : T extends string
    ? string
    : T extends number | bigint | boolean
      ? T
      : T extends readonly (infer Item)[]
        ? readonly Decoded<Item>[]
        : keyof T extends 'value'
          ? string | number
          : T extends object
            ? DecodedFields<T>
            : T;

type DecodedFields<T> = string extends keyof T
  ? Readonly<Record<string, Decoded<T[keyof T]>>>
  : { readonly [Field in keyof T as Schema<Field>]?: Decoded<Exclude<T[Field], undefined>> };

/** What a list that may be missing holds. */
export type ItemOf<T> = NonNullable<T> extends readonly (infer Item)[] ? Item : never;

/** Names that the generator of the classes spells in its own way; a manifest has those of the schema. */
interface Respelled {
  blockCidRs: 'blockCIDRs';
  datasetUuid: 'datasetUUID';
  diskUri: 'diskURI';
  dnsEntryTtlSeconds: 'dnsEntryTTLSeconds';
  gardenClusterCaCert: 'gardenClusterCACert';
  pdId: 'pdID';
  serviceExternalIp: 'serviceExternalIP';
  storagePolicyId: 'storagePolicyID';
  targetWwNs: 'targetWWNs';
  volumeId: 'volumeID';
}

type Schema<Field> = Field extends keyof Respelled ? Respelled[Field] : Field;
