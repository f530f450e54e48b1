import type { Command } from 'commander';
import { EXIT, OrchError } from '../../core/exit.ts';
import type { Context } from '../context.ts';

const names = (command: Command): string => command.commands.map((one) => one.name()).join(' ');

const SHELLS: Record<string, (orch: Command) => string> = {
  bash: (orch) => `_orch() {
  local word="\${COMP_WORDS[COMP_CWORD]}" first="\${COMP_WORDS[1]}"
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${names(orch)}" -- "$word")); return; fi
  case "$first" in
${orch.commands
  .filter((one) => one.commands.length > 0)
  .map((one) => `    ${one.name()}) COMPREPLY=($(compgen -W "${names(one)}" -- "$word")) ;;`)
  .join('\n')}
    run|plan|show|logs|reset|pause|resume)
      COMPREPLY=($(compgen -W "all $(orch status --json 2>/dev/null | sed -n 's/.*"stage": "\\(.*\\)".*/\\1/p')" -- "$word")) ;;
  esac
}
complete -F _orch orch
`,
  zsh: (orch) => `autoload -U +X bashcompinit && bashcompinit\n${SHELLS.bash?.(orch) ?? ''}`,
  fish: (orch) =>
    `complete -c orch -f\n${orch.commands
      .map(
        (one) =>
          `complete -c orch -n __fish_use_subcommand -a ${one.name()} -d '${one.description().replaceAll("'", '’').slice(0, 60)}'`,
      )
      .join('\n')}\n`,
};

/** `orch completion bash|zsh|fish`: a completion script on stdout, made from the real commands. */
export const completion = (orch: Command, context: Context, shell: string): number => {
  const script = SHELLS[shell];
  if (!script) throw new OrchError('usage', `no completion for \`${shell}\``, 'use bash, zsh or fish');
  context.out(script(orch));
  return EXIT.green;
};
