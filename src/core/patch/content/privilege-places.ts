/** Rights that a line gives by where it stands, or by what is left of the file. Sources: as in privilege.ts. */
import { anyOf } from '../../expressions.ts';
import { parentsOf } from './parents.ts';
import type { FileView, Hit } from './view.ts';

const OPENED = 'a network policy lets everyone through: rights are only widened by a human';

/** Items and settings that grant by what they stand under: the line, the line above it further out, and what it does. */
const UNDER: readonly (readonly [RegExp, RegExp, string])[] = [
  [
    /^\s*-\s*["']?(?:\*|ALL|escalate|bind|impersonate|secrets|pods\/(?:exec|attach)|nodes\/proxy)["']?\s*(?:#.*)?$/,
    /^\s*-?\s*(?:verbs|resources|apiGroups|nonResourceURLs|add)\s*:\s*(?:#.*)?$/,
    'a role or capability list covers everything: name what is needed',
  ],
  [
    /^\s*["']?(?:\*|ALL|escalate|bind|impersonate|secrets|pods\/(?:exec|attach)|nodes\/proxy)["']?[\s,\]}]*(?:#.*)?$/,
    /^\s*-?\s*["']?(?:verbs|resources|apiGroups|nonResourceURLs|add)["']?\s*:\s*\[[^\]]*$/,
    'a role or capability list covers everything: name what is needed',
  ],
  [
    /^\s*["']?name["']?\s*:\s*["']?(?:admin|edit)["']?\s*,?\s*(?:#.*)?$/,
    /^\s*["']?roleRef["']?\s*:/,
    'rights over others are granted: rights are only widened by a human',
  ],
  [
    /^\s*["']?enabled["']?\s*:\s*["']?true\b/,
    /^\s*["']?anonymous["']?\s*:/,
    'anyone is let in: rights are only widened by a human',
  ],
  [/^\s*-\s*["']?all["']?\s*(?:#.*)?$/, /^\s*-?\s*(?:from|to)Entities:/, OPENED],
];

const grants = anyOf(UNDER.map(([own]) => own));

/** Every newly written line of these. */
export function grantsUnder(view: FileView): Hit[] {
  const rows = view.added.flatMap(({ text, line }) =>
    !grants(text)
      ? []
      : UNDER.filter(([own]) => own.test(text)).map(([, above, message]) => ({ line, above, message })),
  );
  const parents = rows.length > 0 ? parentsOf(view.after) : [];
  return rows
    .filter(({ line, above }) => above.test(view.after[parents[line - 1]!] ?? ''))
    .map(({ line, message }) => ({ rule: 'privilege', line, message }));
}

/** A peer that is everyone: `- {}` and `[{}]` (Kubernetes), the entity `all` (Cilium). */
const EVERYONE =
  /^\s*-\s*\{\s*\}\s*(?:#.*)?$|\b(?:in|e)gress["']?\s*:\s*\[\s*\{\s*\}|^\s*-?\s*(?:from|to)Entities:\s*\[.*\ball\b/;
const POLICY_PEER = /^\s*-?\s*(?:from|to|fromEndpoints|toEndpoints):/;

/** A rule of a network policy that no longer says from whom, or one that lets everyone in. */
export function openedPolicies(view: FileView): Hit[] {
  if (!view.after.some((text) => /^\s*kind:\s*\w*NetworkPolicy\b/.test(text))) return [];
  const peers = (lines: readonly string[]): number => lines.filter((text) => POLICY_PEER.test(text)).length;
  const open = view.added.find(({ text }) => EVERYONE.test(text));
  return open === undefined && peers(view.after) >= peers(view.before)
    ? []
    : [
        {
          rule: 'privilege',
          ...(open === undefined ? {} : { line: open.line }),
          message: OPENED,
        },
      ];
}

const USER = /^\s*USER\s+(\S+)/i;

/** An image that ran as a user and runs as root now: only the last `USER` counts (Dockerfile reference). */
export function rootImage(view: FileView): Hit[] {
  if (!/(?:^|\/)(?:Docker|Container)file[^/]*$|\.dockerfile$/i.test(view.path)) return [];
  const isRoot = (lines: readonly string[]): boolean =>
    /^(?:root|0)(?::|$)/.test(lines.flatMap((text) => USER.exec(text)?.[1] ?? []).at(-1) ?? 'root');
  return view.after.length > 0 && isRoot(view.after) && !isRoot(view.before)
    ? [{ rule: 'privilege', message: 'the image runs as root: rights are only widened by a human' }]
    : [];
}
