import { oneOf } from './arguments';
import { UsageError } from './io';

/** What a shell has to know of a command. */
interface DescribedCommand {
  readonly name: string;
  readonly summary: string;
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
  switch (oneOf('completion', shell, shells)) {
    case 'bash':
      return bash(commands);
    case 'zsh':
      return zsh(commands);
    case 'fish':
      return fish(commands);
  }
}

function bash(commands: readonly DescribedCommand[]): string {
  return `_gardener_alicloud() {
  local current=\${COMP_WORDS[COMP_CWORD]} words=
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${[...commands.map(({ name }) => name), 'help', '--version', '--help'].join(' ')}'
  else
    case \${COMP_WORDS[1]} in
${commands.map(({ name, flags }) => `      ${name}) words='${flags.join(' ')}' ;;`).join('\n')}
      help) words='${commands.map(({ name }) => name).join(' ')}' ;;
    esac
    # Files are completed by "-o default".
    case \${COMP_WORDS[1]}:$current in help:*|*:-*) ;; *) words= ;; esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _gardener_alicloud ${programs.join(' ')}
`;
}

function zsh(commands: readonly DescribedCommand[]): string {
  return `#compdef ${programs.join(' ')}
_gardener_alicloud() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case $words[2] in
${commands.map(({ name, flags }) => `    ${name}) compadd -- ${flags.join(' ')} ;;`).join('\n')}
    help) _describe command commands; return ;;
  esac
  _files
}
compdef _gardener_alicloud ${programs.join(' ')}
`;
}

function fish(commands: readonly DescribedCommand[]): string {
  const lines = programs.flatMap((program) =>
    commands.flatMap(({ name, summary, flags }) => [
      `complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
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
