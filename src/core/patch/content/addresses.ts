/** What is taken from an address: by programs that run or apply it, and by lists in manifests. */

import { firstOf, once } from '../../expressions.ts';
import { parentsOf } from './parents.ts';
import type { Reading } from './readings.ts';
import type { FileView } from './view.ts';

const URL =
  /^(?:https?|ftp|git|git\+\w+|oci|s3|gs|github\.com|gitlab\.com|raw\.githubusercontent\.com)(?::\/\/|\/)/i;

/** An argument without the flag or the `<` that it is written together with. */
export const withoutFlag = (arg: string): string => arg.replace(/^(?:--?[\w-]+=|-[fk]|<)/, '');

const isAddress = (arg: string): boolean => URL.test(withoutFlag(arg)) || /\?ref=/.test(arg);

/** Commands that fetch what they run whatever their arguments are. */
const FETCHING =
  /^(?:(?:npx|bunx|pnpx|uvx|ansible-pull)(?= |$)|(?:npm|pnpm|yarn) (?:exec|dlx)\b|go run \S+@)/;

/** Commands that run or apply what an address among their arguments gives. */
const applying = firstOf<readonly [RegExp, string]>([
  [
    /^(?:kubectl|oc|k) .*\b(?:apply|create|replace|kustomize|delete)\b/s,
    'manifests are applied from an address',
  ],
  [/^(?:kustomize|kapp|ytt|argocd) /, 'manifests are built from an address'],
  [
    /^helm (?!.*(?:--repo\b|oci:\/\/)).*\b(?:install|upgrade|template)\b/s,
    'a chart is installed from an address',
  ],
  [
    /^(?:pip3?|pipx|uv|npm|pnpm|yarn|gem|cargo|go|brew|bun) .*\b(?:install|add|run|i|get)\b/s,
    'a package is installed from an address',
  ],
  [/^(?:rpm|dpkg) /, 'a package is installed from an address'],
  [/^(?:ansible-galaxy|krew|asdf|mise) /, 'code is installed from an address'],
  [/^curlftpfs /, 'code is fetched and run'],
]);

/** What a command takes from an address to run or apply it; undefined when it takes nothing so. */
export function fromAddress({ args, text }: Reading): string | undefined {
  if (FETCHING.test(text)) return 'code is fetched and run';
  const row = applying(text);
  return row !== undefined && args.some(isAddress) ? row[1] : undefined;
}

const REMOTE_RESOURCE = /^\s*-\s*["']?(?:https?:\/\/|git@|ssh:\/\/|github\.com\/|gitlab\.com\/|git::)\S/;

const REMOTE_FLOW =
  /\b(?:resources|bases|components|extraManifests|crds)["']?\s*:\s*\[[^\]]*(?:https?:|git@|github\.com\/)/;

const REMOTE_KEY =
  /^\s*-?\s*["']?(?:resources|bases|components|extraManifests|crds|transformers|generators|remoteIncludes?|include)["']?\s*:/;

/** New lines that put an address into a list that a cluster applies: kustomize resources and Talos extra manifests. */
export function listsAddress(view: FileView): readonly number[] {
  if (view.kind !== 'yaml') return [];
  const parents = once(() => parentsOf(view.after));
  const isListed = (line: number): boolean => REMOTE_KEY.test(view.after[parents()[line - 1]!] ?? '');
  return view.added
    .filter(({ text, line }) => REMOTE_FLOW.test(text) || (REMOTE_RESOURCE.test(text) && isListed(line)))
    .map(({ line }) => line);
}
