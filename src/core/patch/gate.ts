/** The patch gate: proposal, tree and policy in; the exact new files or every reason against them out. Pure. */
import { applyHunks, type Built, newFile } from './build.ts';
import { judgeContent } from './content/judge.ts';
import { splitFile } from './lines.ts';
import { redactionMark } from './mark.ts';
import { fold } from './names.ts';
import type { Hunk } from './ops.ts';
import { parseProposal } from './parse.ts';
import { judgeOp } from './policy.ts';
import { refusal } from './reasons.ts';
import { type Op, possiblePaths, resolveSection } from './resolve.ts';
import { countChanged, garbledContent, type Result } from './result.ts';
import { applyReplacements, replaceWhole, wholeNewFile } from './rewrite.ts';
import type {
  Accepted,
  FileMode,
  GatePolicy,
  Proposal,
  ResultFile,
  Tree,
  Verdict,
  Violation,
} from './types.ts';
import { type ByteText, fromBytes, toBytes } from './utf8.ts';

/** Every path that a proposal may read or write, so that the caller can load those files; empty when unreadable. */
export function touchedPaths(proposal: Proposal): readonly string[] {
  const parsed = parseProposal(proposal);
  return 'rule' in parsed ? [] : [...new Set(parsed.sections.flatMap(possiblePaths))];
}

/** The same section sent twice (a draft and the final answer): numbers count, or two places would become one. */
const sameHunks = (a: readonly Hunk[], b: readonly Hunk[]): boolean => {
  const key = (hunks: readonly Hunk[]): string =>
    JSON.stringify(hunks.map((hunk) => [hunk.oldStart, hunk.lines.map((line) => line.kind + line.text)]));
  return key(a) === key(b);
};

/** Two sections of one path as one; undefined when they contradict, as two texts for one new file do. */
function mergedOp(known: Op, op: Op): Op | undefined {
  if (known.kind !== op.kind || known.from !== op.from) return undefined;
  if (known.body.kind !== 'hunks' || op.body.kind !== 'hunks') return undefined;
  if (sameHunks(known.body.hunks, op.body.hunks)) return known;
  if (known.kind === 'add' || known.kind === 'rename') return undefined;
  const added = op.body.hunks.map((hunk) => ({ ...hunk, part: op.no }));
  return { ...known, body: { kind: 'hunks', hunks: [...known.body.hunks, ...added] } };
}

/** Sections of one path become one operation; contradicting ones are refused. */
function mergeOps(ops: readonly Op[]): readonly Op[] | Violation {
  const byPath = new Map<string, Op>();
  for (const op of ops) {
    const known = byPath.get(op.path);
    const merged = known === undefined ? op : mergedOp(known, op);
    if (merged === undefined)
      return {
        rule: 'unclear',
        path: op.path,
        line: op.no,
        message: 'two sections of the patch do different things to this file',
      };
    byPath.set(op.path, merged);
  }
  const sources = [...byPath.values()].flatMap((op) => (op.from === undefined ? [] : [op.from]));
  const added = [...byPath.values()]
    .filter((op) => op.kind === 'add' || op.kind === 'rename')
    .map((op) => op.path);
  const twin = added.find(
    (path, i) =>
      added.some((other, k) => k < i && fold(other) === fold(path)) ||
      added.some((other) => other.startsWith(`${path}/`)),
  );
  if (twin !== undefined)
    return {
      rule: 'twin-name',
      path: twin,
      message: 'the patch adds another file of the same name but for case or look',
    };
  const clash = sources.find((path, i) => byPath.has(path) || sources.indexOf(path) !== i);
  return clash === undefined
    ? [...byPath.values()]
    : { rule: 'unclear', path: clash, message: 'the patch moves this file away and changes it too' };
}

function build(op: Op, before: ByteText): Built {
  const { body, path } = op;
  if (op.kind === 'add') {
    if (body.kind === 'hunks') return newFile(path, body.hunks, op.crlf === true);
    if (body.kind === 'whole') return wholeNewFile(path, body.lines, op.no);
    return { bytes: body.replacements[0]!.replace };
  }
  if (body.kind === 'whole') return replaceWhole(path, before, body.lines, op.no);
  if (body.kind === 'replacements') return applyReplacements(path, before, body.replacements);
  if (body.hunks.length === 0 && op.kind === 'modify')
    return {
      problems: [
        {
          rule: 'empty',
          path,
          line: op.no,
          message: 'the section of this file holds no hunk: it was cut off or left out',
        },
      ],
    };
  return applyHunks(path, before, body.hunks);
}

/** The result of one operation, or its problems. */
function resultOf(op: Op, tree: Tree): Result | readonly Violation[] {
  const source = op.from ?? op.path;
  const bytes = op.kind === 'add' ? new Uint8Array() : tree.read(source);
  if (bytes === undefined)
    return [
      {
        rule: 'internal',
        path: source,
        message: 'the file was not loaded before judging: this is a defect of orch',
      },
    ];
  const before = fromBytes(bytes);
  if (before.includes('\0')) return [{ rule: 'binary', path: source, message: 'the file is binary' }];
  const built = build(op, before);
  if ('problems' in built) return built.problems;
  if (op.kind === 'delete') {
    const whole = op.body.kind === 'hunks' && op.body.hunks.length === 0;
    if (!whole && splitFile(built.bytes).lines.length > 0)
      return [
        {
          rule: 'not-found',
          path: op.path,
          line: op.no,
          message: 'the patch deletes the file but its lines are not all of the file: it has changed since',
        },
      ];
    return { op, before, after: undefined };
  }
  return { op, before, after: built.bytes };
}

function filesOf(result: Result, tree: Tree): ResultFile[] {
  const { op, after } = result;
  if (after === undefined) return [{ path: op.path, op: 'delete' }];
  const bytes = toBytes(after);
  if (op.kind === 'modify') return after === result.before ? [] : [{ path: op.path, op: 'modify', bytes }];
  const mode = (op.asksMode ?? tree.entries.get(op.from ?? '') ?? '100644') as FileMode;
  const added: ResultFile = { path: op.path, op: 'add', bytes, ...(mode === '100755' ? { mode } : {}) };
  return op.kind === 'rename' ? [{ path: op.from!, op: 'delete' }, added] : [added];
}

function sizeProblems(files: readonly ResultFile[], changedLines: number, policy: GatePolicy): Violation[] {
  const out: Violation[] = [];
  if (files.length > policy.maxFiles)
    out.push({
      rule: 'size',
      message: `the patch changes ${files.length} files; at most ${policy.maxFiles} are allowed`,
    });
  if (changedLines > policy.maxChangedLines)
    out.push({
      rule: 'size',
      message: `the patch changes ${changedLines} lines; at most ${policy.maxChangedLines} are allowed`,
    });
  return out;
}

/** Operations that stand on allowed paths, or every violation. */
function plan(
  proposal: Proposal,
  tree: Tree,
  policy: GatePolicy,
): readonly Op[] | { readonly refused: readonly Violation[] } {
  const size = proposal.form === 'text' ? proposal.text.length : 0;
  const tooBig = (bytes: number): Violation => ({
    rule: 'size',
    message: `the answer is ${bytes} bytes long; at most ${policy.maxPatchBytes} are read`,
  });
  if (size > policy.maxPatchBytes) return { refused: [tooBig(size)] };
  const parsed = parseProposal(proposal);
  if ('rule' in parsed) return { refused: [parsed] };
  if (parsed.bytes > policy.maxPatchBytes) return { refused: [tooBig(parsed.bytes)] };
  const marked = parsed.sections.map(redactionMark).find((found) => found !== undefined);
  if (marked !== undefined) return { refused: [marked] };
  const resolved = parsed.sections.map((section) => resolveSection(section, tree));
  const ops = resolved.filter((op): op is Op => !('rule' in op));
  const problems = [
    ...resolved.filter((op): op is Violation => 'rule' in op),
    ...ops.flatMap((op) => judgeOp(op, tree, policy)),
  ];
  if (problems.length > 0) return { refused: problems };
  const merged = mergeOps(ops);
  return 'rule' in merged ? { refused: [merged] } : merged;
}

/**
 * Judges a proposal against a tree. Nothing is ever changed here.
 * @param tree the commit's entries, with the bytes of `touchedPaths(proposal)` loaded.
 * @returns the files as they would be, or all violations with a line for the human and a paragraph for the next prompt.
 */
export function gate(proposal: Proposal, tree: Tree, policy: GatePolicy): Verdict {
  const ops = plan(proposal, tree, policy);
  if ('refused' in ops) return refusal(ops.refused);
  const results: Result[] = [];
  const problems: Violation[] = [];
  for (const op of ops) {
    const result = resultOf(op, tree);
    if ('op' in result) results.push(result);
    else problems.push(...result);
  }
  for (const result of results) problems.push(...garbledContent(result, policy));
  if (problems.length > 0) return refusal(problems);
  const files = results.flatMap((result) => filesOf(result, tree));
  const changedLines = results.reduce((sum, result) => sum + countChanged(result), 0);
  if (files.length === 0)
    return refusal([
      { rule: 'no-op', message: 'the patch changes nothing: the files already read like this' },
    ]);
  const sized = sizeProblems(files, changedLines, policy);
  if (sized.length > 0) return refusal(sized);
  const accepted: Accepted = { ok: true, files, changedLines };
  const content = judgeContent(results, policy);
  if (content.length === 0) return accepted;
  const refused = refusal(content);
  return policy.contentRules === 'hold' ? { ...refused, held: accepted } : refused;
}
