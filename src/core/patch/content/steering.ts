/** Scripts that reach for what a patch may not touch: protected files, run-time state, the system, orch itself. */
import { protectedReason } from '../policy.ts';
import type { GatePolicy } from '../types.ts';
import { bare, readings } from './shell.ts';
import type { FileView, Hit } from './view.ts';

const SYSTEM =
  /^(?:\/(?:etc|usr|bin|sbin|boot|lib\w*|root|opt|var\/spool|sys|proc\/sys)(?:\/|$)|(?:~|\$\{?HOME\}?)\/\.(?:ssh|bash\w*|profile|zsh\w*|config\/(?:systemd|autostart))(?:\/|$))/;

/** Programs that write to their last argument, or to all of them. */
const WRITERS =
  /^(?:tee|cp|mv|rm|ln|install|truncate|touch|chmod|chown|chattr|sed|perl|yq|dd|rsync|sops|git|unlink|shred|patch|ed|ex|rmdir)$/;
const IN_PLACE = /^(?:-i\S*|--in-place\S*|-\w*i\w*)$/;

/** The files that a command would write. */
function written(words: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const [i, word] of words.entries()) {
    const target = /^\d*>{1,2}\|?(.*)$/.exec(word)?.[1];
    if (target === undefined || /^&/.test(target)) continue;
    out.push(target === '' ? (words[i + 1] ?? '') : target);
  }
  for (const [program = '', ...args] of readings(words)) {
    if (!WRITERS.test(program)) continue;
    if (/^(?:sed|perl|yq|sops)$/.test(program) && !args.some((arg) => IN_PLACE.test(arg))) continue;
    const plain = args
      .filter((arg) => !arg.startsWith('-') && !/^\d*>/.test(arg))
      .map((arg) => arg.replace(/^of=/, ''));
    // cp reads all but its last argument.
    out.push(...(/^(?:cp|install|rsync|ln)$/.test(program) ? plain.slice(-1) : plain));
  }
  return out.filter((path) => path !== '' && path !== '/dev/null');
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
      if (ORCH.test(bare(words).join(' ')))
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
