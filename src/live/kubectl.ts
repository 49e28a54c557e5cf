import { spawn } from 'node:child_process';
import { quote } from '../gardener/json';
import { hidden } from '../gardener/secrecy';
import { scanForSecrets } from '../validation/secret-scan';

// A garden is reached as its users reach it: by the kubectl on the PATH, with whatever their kubeconfig asks for
// (exec plugins, OIDC, proxies). No shell runs, and nothing of a kubeconfig is read here.

/** Which garden, and how it is reached. */
export interface GardenAccess {
  /** A context of the kubeconfig. @default its current one */
  readonly context?: string | undefined;
  /** Path, relative to `cwd`. @default what kubectl takes: KUBECONFIG, else ~/.kube/config */
  readonly kubeconfig?: string | undefined;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a plugin may ask its user on standard input. @default false */
  readonly isInteractive?: boolean;
  /** Gets what plugins say, e.g. where to log in; kubectl's own words are kept back for the error. */
  readonly tell?: (text: string) => void;
}

/** The garden cannot be asked: the message is a sentence for people. */
export class GardenError extends Error {
  override readonly name = 'GardenError';
}

/** How a call of kubectl ended. */
export interface KubectlAnswer {
  readonly code: number;
  readonly out: string;
  /** What kubectl said, without the lines of its log. */
  readonly said: readonly string[];
}

/** For one request; a login of a plugin does not count. */
const requestTimeout = '60s';

/** The log of kubectl's own libraries. */
const logLine = /^[EWIF]\d{4} \d\d:\d\d:/;
/** How kubectl begins what it says itself. */
const ownLine =
  /^(?:[Ee]rror\b|Unable to |The connection to |The \S+ "|Warning: |No resources found|Please |Use "|\* |\s|$)/;

/** Calls kubectl for one garden. */
export class Kubectl {
  constructor(private readonly access: GardenAccess) {}

  /**
   * @param input for standard input
   * @throws GardenError where there is no kubectl
   */
  run(args: readonly string[], input?: string): Promise<KubectlAnswer> {
    const { context, kubeconfig, cwd, env, isInteractive, tell = () => undefined } = this.access;
    const all = [
      ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
      ...(context === undefined ? [] : [`--context=${context}`]),
      `--request-timeout=${requestTimeout}`,
      ...args,
    ];
    return new Promise((resolve, reject) => {
      const child = spawn('kubectl', all, {
        cwd,
        env,
        stdio: [
          input === undefined ? (isInteractive === true ? 'inherit' : 'ignore') : 'pipe',
          'pipe',
          'pipe',
        ],
      });
      const out: Buffer[] = [];
      const said: string[] = [];
      let rest = '';
      const take = (line: string): void => {
        if (logLine.test(line)) return;
        said.push(line);
        // What follows kubectl's first word belongs to it.
        if (!said.some((text) => ownLine.test(text))) tell(`${line}\n`);
      };
      child.stdout?.on('data', (part: Buffer) => out.push(part));
      child.stderr?.setEncoding('utf8').on('data', (part: string) => {
        const lines = `${rest}${part}`.split('\n');
        rest = lines.pop() ?? '';
        lines.forEach(take);
      });
      child.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new GardenError(
            error.code === 'ENOENT'
              ? 'there is no kubectl on the PATH, through which the garden is read; install it, or put it there'
              : `kubectl cannot be run: ${error.message}`,
          ),
        ),
      );
      child.once('close', (code, signal) => {
        if (rest !== '') take(rest);
        const last = signal === null ? [] : [`error: ended by ${signal}`];
        resolve({ code: code ?? 1, out: Buffer.concat(out).toString('utf8'), said: [...said, ...last] });
      });
      if (input === undefined) return;
      // Who ends early has said why.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  }

  /** Why a call failed, as a sentence that says what to do. */
  explain({ said }: Pick<KubectlAnswer, 'said'>): GardenError {
    const { context } = this.access;
    const words = wordsOf(said);
    const quoted = `kubectl says: ${words}`;
    if (/context was not found|context "[^"]*" does not exist|no context exists/i.test(words)) {
      return new GardenError(
        `the kubeconfig has no context ${quote(context ?? '')}; kubectl config get-contexts lists those it has`,
      );
    }
    if (/unauthorized|must be logged in|provide credentials|getting credentials/i.test(words)) {
      return new GardenError(`the garden does not know who asks; log in as for kubectl (${quoted})`);
    }
    if (/forbidden/i.test(words)) {
      return new GardenError(
        `the garden forbids it; docs/operating.md says which rights are needed (${quoted})`,
      );
    }
    if (unreachable.test(words)) {
      return new GardenError(
        `the garden does not answer; see whether kubectl get --raw /version does (${quoted})`,
      );
    }
    return new GardenError(quoted);
  }
}

const unreachable =
  /refused|no such host|time(?:d )?out|deadline exceeded|unable to connect|network is unreachable|no route to host|currently unable to handle|certificate|\bEOF\b/i;

/** Longer than any sentence of kubectl that helps. */
const longest = 400;

/** The line that says it, for a message of ours: on one line, not endless, without what looks like a secret. */
export function wordsOf(said: readonly string[]): string {
  const own = said.filter((line) => line.trim() !== '');
  const first = own.findIndex((line) => ownLine.test(line) && !line.startsWith('Warning: '));
  const text = (first < 0 ? own.slice(-1) : own.slice(first)).map((line) => line.trim()).join(' ');
  if (text === '') return 'nothing';
  if (scanForSecrets(text).length > 0) return hidden;
  const plain = text.replace(/^error: /i, '');
  return plain.length <= longest ? plain : `${plain.slice(0, longest)}…`;
}
