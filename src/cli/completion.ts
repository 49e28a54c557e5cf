import { oneOf } from './arguments';
import { UsageError } from './io';

/** What a shell has to know of a command. */
interface DescribedCommand {
  readonly name: string;
  readonly summary: string;
  /** What its first argument may be, where that is one of a few. */
  readonly words: readonly string[];
  readonly flags: readonly string[];
}

const shells = ['bash', 'zsh', 'fish'] as const;
const programs = ['gardener-alicloud', 'cdk8s-gardener-alicloud'] as const;

const usage = `Usage: gardener-alicloud completion bash|zsh|fish

bash:  source <(gardener-alicloud completion bash)     in ~/.bashrc
zsh:   source <(gardener-alicloud completion zsh)      in ~/.zshrc, after compinit
fish:  gardener-alicloud completion fish | source      in ~/.config/fish/config.fish
`;

/**
 * A script that makes a shell complete commands, flags and files.
 *
 * @throws UsageError for another shell
 */
export function renderCompletion(args: readonly string[], commands: readonly DescribedCommand[]): string {
  const [shell, more] = args;
  if (shell === '--help' || shell === '-h') return usage;
  if (shell === undefined || more !== undefined)
    throw new UsageError(`completion takes one shell: ${shells.join(', ')}`);
  const names = commands.map(({ name }) => name);
  const all = [...commands, { name: 'help', summary: 'say what a command does', words: names, flags: [] }];
  switch (oneOf('completion', shell, shells)) {
    case 'bash':
      return bash(all);
    case 'zsh':
      return zsh(all);
    case 'fish':
      return fish(all);
  }
}

function bash(commands: readonly DescribedCommand[]): string {
  const cases = commands.map(
    ({ name, words, flags }) => `      ${name}) flags='${flags.join(' ')}' words='${words.join(' ')}' ;;`,
  );
  return `_gardener_alicloud() {
  local current=\${COMP_WORDS[COMP_CWORD]} flags= words=
  if [ "$COMP_CWORD" -eq 1 ]; then
    flags='--version --help --color'
    words='${commands.map(({ name }) => name).join(' ')}'
  else
    case \${COMP_WORDS[1]} in
${cases.join('\n')}
    esac
    # Behind the first argument come files, which "-o default" completes.
    [ "$COMP_CWORD" -eq 2 ] || words=
  fi
  case $current in -*) words=$flags ;; esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _gardener_alicloud ${programs.join(' ')}
`;
}

function zsh(commands: readonly DescribedCommand[]): string {
  const cases = commands.map(
    ({ name, words, flags }) => `    ${name}) flags=(${flags.join(' ')}) words_of=(${words.join(' ')}) ;;`,
  );
  return `#compdef ${programs.join(' ')}
_gardener_alicloud() {
  local -a commands flags words_of
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    if [[ $PREFIX == -* ]]; then compadd -- --version --help --color; else _describe command commands; fi
    return
  fi
  case $words[2] in
${cases.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    compadd -- $flags
  elif (( CURRENT == 3 && $#words_of > 0 )); then
    compadd -- $words_of
  else
    _files
  fi
}
compdef _gardener_alicloud ${programs.join(' ')}
`;
}

function fish(commands: readonly DescribedCommand[]): string {
  const lines = programs.flatMap((program) =>
    commands.flatMap(({ name, summary, words, flags }) => [
      `complete -c ${program} -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      ...(words.length === 0
        ? []
        : [
            `complete -c ${program} -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from ${name}' -f -a '${words.join(' ')}'`,
          ]),
      ...flags.map(
        (flag) =>
          `complete -c ${program} -n '__fish_seen_subcommand_from ${name}' -l ${flag.replace(/^--/, '')}`,
      ),
    ]),
  );
  return `${lines.join('\n')}\n`;
}

/** For summaries, which have no quotes or backslashes but ours. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", '’')}'`;
}
