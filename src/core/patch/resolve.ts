/** From the names in a section to one operation on one path, looked up in the tree. All headers must agree. */
import { canonicalPath } from './names.ts';
import type { Body, Section } from './ops.ts';
import type { FileMode, Tree, Violation } from './types.ts';
import { decodeUtf8 } from './utf8.ts';

export interface Op {
  readonly kind: 'modify' | 'add' | 'delete' | 'rename';
  readonly path: string;
  /** For `rename`: where the file stood. */
  readonly from?: string;
  readonly no: number;
  readonly body: Body;
  /** The mode that the headers ask for, when they ask for another than the file has. */
  readonly asksMode?: string;
  readonly crlf?: boolean;
}

const strip = (name: string | null): string | null => name?.replace(/^[abiwco]\//, '') ?? null;

/** The one path that all names of a side give; undefined when they disagree. */
function agreed(names: readonly (string | null)[]): string | undefined {
  const [first, ...others] = new Set(names.filter((name) => name !== null));
  return others.length === 0 ? first : undefined;
}

interface Variant {
  readonly old: string;
  readonly new: string;
}

function variantOf(section: Section, map: (name: string | null) => string | null): Variant | undefined {
  const olds = section.names.map((pair) => map(pair[0]));
  const news = section.names.map((pair) => map(pair[1]));
  const { renameFrom, renameTo } = section;
  if (renameFrom === undefined || renameTo === undefined) {
    // Half a rename names no file.
    const path = renameFrom === renameTo ? agreed([...olds, ...news]) : undefined;
    return path === undefined ? undefined : { old: path, new: path };
  }
  const fits = olds.every((name) => name === renameFrom) && news.every((name) => name === renameTo);
  return fits ? { old: renameFrom, new: renameTo } : undefined;
}

/** The section with all its names as checked paths, or what is wrong with the first that is none. */
function checkNames(section: Section): Section | Violation {
  const problems: Violation[] = [];
  const check = (raw: string): string => {
    const checked = canonicalPath(raw);
    if ('path' in checked) return checked.path;
    problems.push({
      rule: 'path',
      line: section.no,
      message: `the file name ${JSON.stringify(decodeUtf8(raw))} is not a repo path: ${checked.problem}`,
    });
    return raw;
  };
  const { renameFrom, renameTo } = section;
  const checked = {
    ...section,
    names: section.names.map(
      ([old, fresh]) => [old === null ? null : check(old), fresh === null ? null : check(fresh)] as const,
    ),
    ...(renameFrom === undefined ? {} : { renameFrom: check(renameFrom) }),
    ...(renameTo === undefined ? {} : { renameTo: check(renameTo) }),
  };
  return problems[0] ?? checked;
}

const hasFolder = (tree: Tree, folder: string): boolean => {
  for (const path of tree.entries.keys()) if (path.startsWith(`${folder}/`)) return true;
  return false;
};

/** Picks between the names as they stand and without `a/` `b/`; undefined when both or neither can be meant. */
function choose(section: Section, tree: Tree): Variant | undefined {
  const raw = variantOf(section, (name) => name);
  if (!section.prefixed) return raw;
  const bare = variantOf(section, strip);
  if (raw === undefined || bare === undefined) return raw ?? bare;
  if (raw.new === bare.new) return raw;
  const rawThere = tree.entries.has(raw.old);
  const bareThere = tree.entries.has(bare.old);
  if (rawThere !== bareThere) return rawThere ? raw : bare;
  return rawThere || hasFolder(tree, raw.old.slice(0, 1)) ? undefined : bare;
}

const onlyAdds = (body: Body): boolean => {
  if (body.kind === 'whole') return true;
  if (body.kind === 'replacements')
    return body.replacements.length === 1 && body.replacements[0]!.search === '';
  const [only, ...others] = body.hunks;
  return (
    only !== undefined &&
    others.length === 0 &&
    only.lines.every((line) => line.kind === '+' || line.bare === true) &&
    only.lines.some((line) => line.kind === '+')
  );
};

function kindOf(section: Section, path: string, tree: Tree): Op['kind'] {
  if (section.renameFrom !== undefined) return 'rename';
  const gone = section.names.some((pair) => pair[1] === null);
  const fresh = section.names.some((pair) => pair[0] === null);
  if (gone || section.deletedMode !== undefined || section.op === 'delete') return 'delete';
  if (fresh || section.newFileMode !== undefined || section.op === 'add') return 'add';
  return !tree.entries.has(path) && onlyAdds(section.body) ? 'add' : 'modify';
}

/** The mode the headers ask for, when it is none that this operation brings by itself. */
function askedMode(section: Section, was: string | undefined): string | undefined {
  const plain: FileMode = '100644';
  if (section.newFileMode !== undefined)
    return section.newFileMode === plain ? undefined : section.newFileMode;
  const special = [section.oldMode, section.newMode, section.deletedMode].find(
    (mode) => mode !== undefined && !/^100(?:644|755)$/.test(mode),
  );
  if (special !== undefined) return special;
  return section.newMode === was ? undefined : section.newMode;
}

/** Resolves one section against the tree. */
export function resolveSection(raw: Section, tree: Tree): Op | Violation {
  const section = checkNames(raw);
  if ('rule' in section) return section;
  const { no, body } = section;
  if (section.binary)
    return { rule: 'binary', line: no, message: 'binary patches are refused: change text files only' };
  if (section.copy)
    return { rule: 'rename', line: no, message: 'copies are refused: add the file with its content' };
  const variant = choose(section, tree);
  if (variant === undefined)
    return {
      rule: 'headers-disagree',
      line: no,
      message:
        'the headers of this file section do not all name the same file: use `--- a/PATH` and `+++ b/PATH` with one path',
    };
  const kind = kindOf(section, variant.new, tree);
  const mode = askedMode(section, tree.entries.get(variant.old));
  return {
    kind,
    path: variant.new,
    ...(kind === 'rename' ? { from: variant.old } : {}),
    no,
    body,
    ...(mode === undefined ? {} : { asksMode: mode }),
    ...(section.crlf ? { crlf: true } : {}),
  };
}

/** Every path a section may mean, for loading; names that are no paths are left out. */
export function possiblePaths(section: Section): readonly string[] {
  const raws = [...section.names.flat(), section.renameFrom ?? null, section.renameTo ?? null];
  const out = new Set<string>();
  for (const raw of raws) {
    if (raw === null) continue;
    const checked = canonicalPath(raw);
    if (!('path' in checked)) continue;
    out.add(checked.path);
    if (section.prefixed) out.add(strip(checked.path)!);
  }
  return [...out];
}
