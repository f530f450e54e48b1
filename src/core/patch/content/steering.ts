/** Scripts that reach for what a patch may not touch: protected files, run-time state, the system, orch itself. */
import { protectedReason } from '../policy.ts';
import type { GatePolicy } from '../types.ts';
import { readings } from './shell.ts';
import type { FileView, Hit } from './view.ts';

const SYSTEM =
  /^(?:\/(?:etc|usr|bin|sbin|boot|lib\w*|root|opt|var\/spool|sys|proc\/sys)(?:\/|$)|(?:~|\$\{?HOME\}?)\/\.(?:ssh|bash\w*|profile|zsh\w*|config\/(?:systemd|autostart))(?:\/|$))/;

/** Programs that write to their last argument, or to all of them. */
const WRITERS =
  /^(?:tee|cp|mv|rm|ln|install|truncate|touch|chmod|chown|chattr|sed|perl|yq|dd|rsync|sops|git|unlink|shred|patch|ed|ex|rmdir)$/;
const IN_PLACE = /^(?:-\w*i\S*|--in-place\S*)$/;

/** `> file`, `2>>file`, `&>file`, `a>file`, `<file`: what stands before the sign, the sign, what stands behind it. */
const REDIRECTION = /^([^<>]*)([<>]+)(.*)$/;

/** Takes the redirections out of a command: its other words, and the files that are written so. */
function redirected(words: readonly string[]): { rest: readonly string[]; files: readonly string[] } {
  const rest: string[] = [];
  const files: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const [, front, sign, target] = REDIRECTION.exec(words[i]!) ?? [];
    if (front === undefined || sign === undefined || target === undefined) {
      rest.push(words[i]!);
      continue;
    }
    if (!/^(?:\d*|&)$/.test(front)) rest.push(front);
    const file = target === '' || target === '&' ? words[++i] : target.replace(/^&/, '');
    if (file !== undefined && sign.includes('>') && !/^&(?:\d+|-)$/.test(target)) files.push(file);
  }
  return { rest, files };
}

/** The files that a command would write. */
function written(words: readonly string[]): readonly string[] {
  const { rest, files } = redirected(words);
  const out = [...files];
  for (const [program = '', ...args] of readings(rest)) {
    if (!WRITERS.test(program)) continue;
    if (/^(?:sed|perl|yq|sops)$/.test(program) && !args.some((arg) => IN_PLACE.test(arg))) continue;
    const plain = args.filter((arg) => !arg.startsWith('-')).map((arg) => arg.replace(/^of=/, ''));
    // These read all but their last argument.
    out.push(...(/^(?:cp|install|rsync|ln)$/.test(program) ? plain.slice(-1) : plain));
  }
  return out;
}

const inRepo = (path: string): string =>
  path.replace(/^(?:\.\/|\$\{?(?:PWD|REPO\w*|ROOT\w*|DIR|HERE|BASE\w*)\}?\/)+/, '');

const ORCH = /^orch (?:.* )?(?:reset|review|resume|pause|schedule|run|init|patch|stage)\b/;

/** Every newly written command that would change what the policy protects, or that steers orch. */
export function steeringHits(view: FileView, policy: GatePolicy): readonly Hit[] {
  if (view.kind === 'doc') return [];
  const hits: Hit[] = [];
  for (const { line, commands } of view.newLogical) {
    for (const { words } of commands) {
      if (readings(words).some((reading) => ORCH.test(reading.join(' '))))
        hits.push({
          rule: 'steers-orch',
          line,
          message: 'a stage may not steer orch: that is for the human',
        });
      for (const path of written(words)) {
        const reason = SYSTEM.test(path) ? 'it belongs to the system' : protectedReason(inRepo(path), policy);
        if (reason !== undefined)
          hits.push({ rule: 'writes-protected', line, message: `a command would change ${path}: ${reason}` });
      }
    }
  }
  return hits;
}
