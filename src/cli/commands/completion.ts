import type { Command } from 'commander';
import { EXIT, OrchError } from '../../core/exit.ts';
import type { Context } from '../context.ts';

const visible = (command: Command): readonly Command[] => command.createHelp().visibleCommands(command);
const names = (command: Command): string =>
  visible(command)
    .map((one) => one.name())
    .join(' ');
const flags = (command: Command): string =>
  command
    .createHelp()
    .visibleOptions(command)
    .map((one) => one.long ?? one.short ?? '')
    .join(' ');

/** Commands whose arguments are stages; with `all` where that means every one. */
const ALL_STAGES = 'run|plan|reset';
const ONE_STAGE = 'stage|show|logs|pause|resume';

const cases = (orch: Command, of: (command: Command) => string): string =>
  visible(orch)
    .map((one) => `    ${one.name()}) echo ${JSON.stringify(of(one))} ;;`)
    .join('\n');

/** The words before the cursor decide; -C and --map are handed on, so that another workspace's stages are offered. */
const bash = (orch: Command): string => `_orch_commands() {
  case "$1" in
    '') echo ${JSON.stringify(names(orch))} ;;
${cases(orch, names)}
  esac
}
_orch_flags() {
  case "$1" in
    '') echo ${JSON.stringify(flags(orch))} ;;
${cases(orch, flags)}
  esac
}
_orch_stages() {
  orch "$@" status --json 2>/dev/null | sed -n 's/^ *"stage": "\\([^"]*\\)".*/\\1/p'
}
_orch() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command='' i words=''
  local -a where=()
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      -C|--map) where+=("\${COMP_WORDS[i]}" "\${COMP_WORDS[i + 1]}"); ((i++)) ;;
      -*) ;;
      *) [ -n "$command" ] || command="\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$word" in
    -*) words="$(_orch_flags "$command")" ;;
    *)
      words="$(_orch_commands "$command")"
      case "$command" in
        ${ALL_STAGES}) words="all $(_orch_stages "\${where[@]}")" ;;
        ${ONE_STAGE}) words="$(_orch_stages "\${where[@]}")" ;;
      esac ;;
  esac
  [ -z "$words" ] || COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _orch orch
`;

const inFish = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const fish = (orch: Command): string => {
  const below = (command: Command) =>
    visible(command).map(
      (one) =>
        `complete -c orch -n '__fish_seen_subcommand_from ${command.name()}' -a ${one.name()} -d ${inFish(one.description())}`,
    );
  return [
    'complete -c orch -f',
    ...visible(orch).map(
      (one) => `complete -c orch -n __fish_use_subcommand -a ${one.name()} -d ${inFish(one.description())}`,
    ),
    ...visible(orch).flatMap(below),
    'function __orch_stages; orch status --json 2>/dev/null | string match -rg \'^ *"stage": "([^"]*)"\'; end',
    `complete -c orch -n '__fish_seen_subcommand_from ${`${ALL_STAGES}|${ONE_STAGE}`.replaceAll('|', ' ')}' -a '(__orch_stages)'`,
    '',
  ].join('\n');
};

const SHELLS: Readonly<Record<string, (orch: Command) => string>> = {
  bash,
  zsh: (orch) =>
    `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${bash(orch)}`,
  fish,
};

/** `orch completion bash|zsh|fish`: a completion script on stdout, made from the real commands. */
export const completion = (orch: Command, context: Context, shell: string): number => {
  const script = SHELLS[shell];
  if (!script) throw new OrchError('usage', `no completion for \`${shell}\``, 'use bash, zsh or fish');
  context.out(script(orch));
  return EXIT.green;
};
