/** From a proposal to sections: frame, then the parser of the format. Nothing is looked up in the tree here. */
import { parseBlocks } from './blocks.ts';
import { parseCodex } from './codex.ts';
import { type Format, frame, isRefusal } from './frame.ts';
import type { Section } from './ops.ts';
import { retracted } from './retract.ts';
import type { Edit, Proposal, Violation } from './types.ts';
import { parseUnified } from './unified.ts';
import { unwrap } from './unwrap.ts';
import { type ByteText, encodeUtf8 } from './utf8.ts';
import { parseWhole } from './whole.ts';

export interface Parsed {
  readonly format: Format | 'edits';
  readonly sections: readonly Section[];
  /** Size of the answer in bytes. */
  readonly bytes: number;
}

const PARSERS = { unified: parseUnified, codex: parseCodex, blocks: parseBlocks, whole: parseWhole } as const;

function parseEdits(edits: readonly Edit[]): Parsed | Violation {
  const sections = new Map<string, Section>();
  let bytes = 0;
  for (const [i, edit] of edits.entries()) {
    const no = i + 1;
    const path = encodeUtf8(edit.path);
    const search = encodeUtf8(edit.search);
    const replace = encodeUtf8(edit.replace);
    if (path === undefined || search === undefined || replace === undefined)
      return { rule: 'not-utf8', line: no, message: 'an edit holds a lone surrogate: no such text exists' };
    if (`${search}${replace}`.includes('\0'))
      return { rule: 'binary', line: no, message: 'an edit holds a NUL byte' };
    bytes += path.length + search.length + replace.length;
    const known = sections.get(path);
    const replacements = known?.body.kind === 'replacements' ? known.body.replacements : [];
    sections.set(path, {
      no: known?.no ?? no,
      names: [[path, path]],
      prefixed: false,
      body: { kind: 'replacements', replacements: [...replacements, { no, search, replace }] },
    });
  }
  return { format: 'edits', sections: [...sections.values()], bytes };
}

function parseText(text: ByteText): Parsed | Violation {
  const framed = frame(text);
  if (isRefusal(framed)) return framed;
  const sections = PARSERS[framed.format](framed);
  if (isRefusal(sections)) return sections;
  if (sections.length === 0) return { rule: 'no-patch', message: 'no file section was found in the answer' };
  return retracted(framed.lines, sections) ?? { format: framed.format, sections, bytes: text.length };
}

/** Parses any proposal into sections, or says in one violation why it cannot be read. */
export function parseProposal(proposal: Proposal): Parsed | Violation {
  if (proposal.form === 'edits') {
    return proposal.edits.length === 0
      ? { rule: 'empty', message: 'the list of edits is empty' }
      : parseEdits(proposal.edits);
  }
  const inner = unwrap(proposal.text);
  if (inner.kind === 'broken') return { rule: 'cut-off', message: inner.why };
  if (inner.kind === 'edits') return parseEdits(inner.edits);
  const bytes = encodeUtf8(inner.text);
  return bytes === undefined
    ? { rule: 'not-utf8', message: 'the answer holds a lone surrogate: no such text exists' }
    : parseText(bytes);
}
