import { isObject, isSameJson } from '../gardener/json';
import { type Code, data, jsonOf, list, type MapEntry, value } from './code';

/**
 * What a prop can hold. TypeScript would refuse anything else, so what does not fit is left to the escape hatch of
 * the construct.
 */
export interface Fit {
  /** Whether the map that it belongs to is nothing without it. */
  readonly isRequired: boolean;
  /** The value as an expression; undefined if it does not fit, or need not be said. */
  readonly toCode: (given: unknown) => Code | undefined;
}

/** A fit for every field of an interface: the compiler sees to it that none is forgotten or made up. */
type Fits<T> = {
  readonly [K in keyof T]-?: Fit & {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- asks whether the field may be left out
    readonly isRequired: {} extends Pick<T, K> ? false : true;
  };
};
type Required = Fit & { readonly isRequired: true };
type Optional = Fit & { readonly isRequired: false };

function fit(toCode: Fit['toCode']): Required {
  return { isRequired: true, toCode };
}

export function optional({ toCode }: Fit): Optional {
  return { isRequired: false, toCode };
}

/** What the construct, or Gardener, writes where it is left out. */
export function unless(usual: unknown, { toCode }: Fit): Optional {
  return optional(fit((given) => (isSameJson(given, usual) ? undefined : toCode(given))));
}

/** What is left out, whatever it is: somebody else says it. */
export const elsewhere: Optional = optional(fit(() => undefined));

function scalar(type: 'string' | 'number' | 'boolean'): Required {
  return fit((given) => (typeof given === type ? value(given as string | number | boolean) : undefined));
}

export const text = scalar('string');
export const number = scalar('number');
export const boolean = scalar('boolean');
/** Whatever JSON holds. */
export const anything = fit((given) => (given === undefined ? undefined : data(given)));
export const anyMap = fit((given) => (isObject(given) ? data(given) : undefined));

export function oneOf(...allowed: readonly string[]): Required {
  return fit((given) => (typeof given === 'string' && allowed.includes(given) ? value(given) : undefined));
}

/** A list of what fits; one item that does not is enough to leave it out. */
export function listOf(item: Fit): Required {
  return fit((given) => {
    if (!Array.isArray(given)) return undefined;
    const codes = given.map((each: unknown) => item.toCode(each));
    return codes.every((code) => code !== undefined) ? list(codes) : undefined;
  });
}

export function mapOf(item: Fit): Required {
  return fit((given) => {
    if (!isObject(given)) return undefined;
    const entries = Object.entries(given).flatMap(([key, each]): MapEntry[] => {
      const code = item.toCode(each);
      return code === undefined ? [] : [{ key, value: code }];
    });
    return entries.length === Object.keys(given).length ? { is: 'map', entries } : undefined;
  });
}

export const texts = listOf(text);
export const textMap = mapOf(text);

/** Fields of an interface, in its order. What else there is, or does not fit, is left out. */
export function fields<T>(fits: Fits<T>): Required {
  return fit((given) => {
    if (!isObject(given)) return undefined;
    const entries: MapEntry[] = [];
    for (const [key, each] of Object.entries<Fit>(fits)) {
      const code = Object.hasOwn(given, key) ? each.toCode(given[key]) : undefined;
      if (code !== undefined) entries.push({ key, value: code });
      else if (each.isRequired) return undefined;
    }
    return { is: 'map', entries };
  });
}

/** What fits as a whole: of anything else nothing is said, so that it can be said elsewhere. */
export function whole({ toCode }: Fit): Optional {
  return optional(
    fit((given) => {
      const code = toCode(given);
      return code !== undefined && isSameJson(jsonOf(code), given) ? code : undefined;
    }),
  );
}

/** What is said by an expression of its own. */
export function expressed(toCode: Fit['toCode']): Required {
  return fit(toCode);
}
