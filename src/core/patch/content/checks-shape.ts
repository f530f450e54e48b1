/** Checks made idle by the shape of a script: constant conditions, hidden text, functions in the place of tools. */
import { asCheck, weakened } from './check-command.ts';
import { readings } from './readings.ts';
import type { FileView, Hit, LogicalLine } from './view.ts';

const CONSTANT =
  /(?:^|[;&|]\s*)(?:el)?(?:if|while|until)\s+(?:!\s*)?(?:true|false|:|\(\(\s*[01]\s*\)\)|\[+\s*(?:(["']?)[\w.]*\1\s*(?:=|==|!=|-eq|-ne|-lt|-gt|-le|-ge)\s*(["']?)[\w.]+\2|-[nz]\s+["']?\w*["']?)\s*\]+)\s*(?:;|$)|(?:^|[;|&]\s*)false\s*&&|(?:^|[;|&]\s*)true\s*\|\||&&\s*false\b/;
const HIDES = /^\s*(?::|true|cat\s*>\s*\/dev\/null|\/bin\/true|:\s*'|:\s*")\s*(?:<<|')/;
/** `ready=3` between the line that measures `ready` and the one that asks for it. */
function overwritten(view: FileView, { text, line }: LogicalLine): string | undefined {
  const name = /^\s*(?:(?:local|declare|export)\s+)?([A-Za-z_]\w*)=["']?[\w.-]*["']?\s*$/.exec(text)?.[1];
  if (name === undefined) return undefined;
  const measures = new RegExp(`\\b${name}=["']?\\$\\(`);
  const asks = new RegExp(`(?:\\[|\\btest\\b|\\(\\().*\\$\\{?${name}\\b`);
  const above = view.after.slice(0, line - 1);
  const uses = view.after.slice(line).filter((one) => measures.test(one) || asks.test(one));
  const asked = uses.slice(0, 1).some((first) => asks.test(first));
  return asked && above.some((one) => measures.test(one)) ? name : undefined;
}

const CONDITION = /^\s*(?:el)?if\s+(.*?)\s*;?\s*(?:then\b.*)?$/;

/** `if A` that became `if A && B`: what stands under it happens less often. */
function narrowed(view: FileView, text: string): boolean {
  const now = CONDITION.exec(text)?.[1];
  if (now === undefined) return false;
  return view.oldLogical.some((old) => {
    const was = CONDITION.exec(old.text)?.[1];
    return (
      was !== undefined &&
      now !== was &&
      asCheck(readings(was.split(' '))) !== undefined &&
      `&& ${now} &&`.includes(`&& ${was} &&`)
    );
  });
}

const SHADOWED =
  /^(?:kubectl|oc|talosctl|flux|helm|curl|wget|grep|egrep|jq|yq|test|true|false|set|exit|return|trap|ping|dig|nc|timeout|sleep|wait|command|cd|source|diff|cmp|ssh|git|\[)$/;

/** The functions that some lines define, one name for every definition. */
const defined = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((text) =>
    [...text.matchAll(/(?:^|[;&|{])\s*(?:function\s+([\w-]+)|([\w-]+|\[)\s*\(\))/g)].map(
      (found) => found[1] ?? found[2]!,
    ),
  );

/** Every newly written shape that keeps a check from running or from counting. */
export function shapeHits(view: FileView): Hit[] {
  const hits: Hit[] = [];
  const before = defined(view.before);
  const after = defined(view.after);
  const twice = after.find(
    (name, i) => after.indexOf(name) !== i && before.filter((b) => b === name).length < 2,
  );
  if (twice !== undefined && view.kind === 'shell')
    hits.push(weakened(undefined, `the function ${twice} is defined a second time`));
  for (const logical of view.newLogical) {
    const { text, line } = logical;
    if (CONSTANT.test(text))
      hits.push(weakened(line, 'a condition never changes: what it guards is always or never run'));
    if (HIDES.test(text)) hits.push(weakened(line, 'commands are hidden in a text that nobody runs'));
    const name = overwritten(view, logical);
    if (name !== undefined)
      hits.push(weakened(line, `the measured value of ${name} is overwritten before it is asked for`));
    if (narrowed(view, text)) hits.push(weakened(line, 'a failing condition got a further condition'));
    const shadow = defined([text]).find((one) => SHADOWED.test(one) && !before.includes(one));
    if (shadow !== undefined)
      hits.push(weakened(line, `a function takes the place of the command ${shadow}`));
  }
  return hits;
}
