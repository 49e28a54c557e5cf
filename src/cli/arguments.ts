import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './io';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T; args: string[]; allowPositionals: true; strict: true }>
>;

/**
 * Reads flags and positional arguments, strictly.
 *
 * @throws UsageError that names the flag and the ones that exist
 */
export function parseArguments<const T extends Options>(args: readonly string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS_') !== true) throw error;
    const flag = /'(-[^' ]*)/.exec(message)?.[1] ?? '';
    const flags = Object.keys(options).map((name) => `--${name}`);
    throw new UsageError(
      code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION'
        ? `unknown flag ${flag}; the flags are ${flags.join(', ')}`
        : `${message.split('. ')[0] ?? message}; see --help`,
    );
  }
}

/** The value of a flag that has to be one of a few. */
export function oneOf<const T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined)
    throw new UsageError(`${flag}: ${JSON.stringify(value)} is none of ${allowed.join(', ')}`);
  return found;
}
