/** Objects of the cluster whose end takes data or other objects along: taken out of a manifest, or given another name. */
import { grouped } from '../../grouped.ts';
import { type Entry, outline } from './outline.ts';
import type { FileView } from './view.ts';

/**
 * Flux deletes what a renamed Kustomization made and uninstalls a renamed HelmRelease, where it prunes; a namespace or
 * a CustomResourceDefinition takes along all that is in it, a claim its volume. Sources: the documentation of Flux and Kubernetes.
 */
const KINDS: ReadonlySet<string> = new Set([
  'Kustomization',
  'HelmRelease',
  'Namespace',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'CustomResourceDefinition',
]);

const MENTIONED = new RegExp(`\\bkind["']?\\s*:\\s*["']?(?:${[...KINDS].join('|')})\\b`);

/** The documents of a file. */
function documents(lines: readonly string[]): readonly (readonly string[])[] {
  const out: string[][] = [[]];
  for (const line of lines) {
    if (/^---(?:\s|$)/.test(line)) out.push([]);
    else out.at(-1)!.push(line);
  }
  return out;
}

interface Named {
  /** `HelmRelease loki`. */
  readonly object: string;
  /** Undefined: the file leaves it to others (kustomize, `-n`). */
  readonly namespace: string | undefined;
}

/** The objects of a document that have a name of their own: others are references, or the configuration of kustomize. */
function named(document: readonly string[]): readonly Named[] {
  const entries = outline(document);
  const under = ({ path }: Entry, key: string): string | undefined => {
    const wanted = JSON.stringify([...path.slice(0, -1), 'metadata', key]);
    return entries.find((entry) => entry.key === key && JSON.stringify(entry.path) === wanted)?.value;
  };
  return entries
    .filter((entry) => entry.key === 'kind' && KINDS.has(entry.value))
    .flatMap((entry) => {
      const name = under(entry, 'name');
      const object = `${entry.value} ${name}`;
      return name === undefined ? [] : [{ object, namespace: under(entry, 'namespace') }];
    });
}

const objectsOf = (lines: readonly string[]): readonly Named[] =>
  lines.some((line) => MENTIONED.test(line)) ? documents(lines).flatMap(named) : [];

const same = (a: Named, b: Named): boolean =>
  a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace;

/** The objects that some files had before and that none of them has after: moving one to another file loses nothing. */
export function lostObjects(
  views: readonly FileView[],
): readonly { readonly path: string; readonly object: string }[] {
  const manifests = views.filter(({ kind }) => kind === 'yaml' || kind === 'json');
  const had = manifests
    .filter(({ removed }) => removed.length > 0)
    .flatMap(({ path, before }) => objectsOf(before).map((one) => ({ path, ...one })));
  if (had.length === 0) return [];
  const left = grouped(
    manifests.flatMap(({ after }) => objectsOf(after)),
    ({ object }) => object,
  );
  return had
    .filter((one) => !left.get(one.object)?.some((other) => same(one, other)))
    .map(({ path, object }) => ({ path, object }));
}
