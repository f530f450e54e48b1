/** Takes secrets out of text before it leaves the machine. */
import { assignments } from './assignments.ts';
import { decodePrintable } from './base64.ts';
import { commandLines } from './cli.ts';
import { exactForms, replaceExact } from './exact.ts';
import { headers } from './headers.ts';
import { type Mark, makeMarks, type Pass } from './pass.ts';
import { pem } from './pem.ts';
import { secretDocuments } from './secret-documents.ts';
import { urls } from './urls.ts';
import { vendor } from './vendor.ts';

export interface Redacted {
  readonly text: string;
  /** The kinds of secrets that were found, each once, in the order of finding. */
  readonly found: readonly string[];
}

/** Structure before form before names: what a pass has replaced the next ones leave alone. */
const PASSES: readonly Pass[] = [pem, secretDocuments, vendor, urls, headers, commandLines, assignments];

const ENCODED = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,}={0,2}(?![A-Za-z0-9+/_-])/g;

/** `user:password`, as basic authentication encodes it. */
const PAIR = /^[\w.@+-]{1,64}:(?=[^\s]*\d)[^\s:/]{8,128}$/;

const through = (passes: readonly Pass[], text: string, mark: Mark): string =>
  passes.reduce((current, pass) => pass(current, mark), text);

/** Base64 of a text that holds a secret is one: docker's auths, kubeconfig keys, whole manifests. */
const encoded: Pass = (text, mark) =>
  text.replace(ENCODED, (blob) => {
    const plain = decodePrintable(blob);
    if (plain === undefined) return blob;
    if (PAIR.test(plain)) return mark('authorization');
    const inner = makeMarks();
    through(PASSES, inner.hide(plain), inner.mark);
    const [kind] = inner.found();
    return kind === undefined ? blob : mark(kind);
  });

/**
 * Makes the redactor. `secretValues`: values that must never leave, from the workspace's own secret files; values under
 * six characters and ordinary words are not looked for. `extra`: further passes, run first. The result of redacting is
 * left as it is by redacting again. Work is linear in the length of the text.
 */
export const makeRedact = (
  secretValues: readonly string[],
  extra: readonly Pass[] = [],
): ((text: string) => Redacted) => {
  const forms = exactForms(secretValues);
  return (text) => {
    const { mark, hide, show, found } = makeMarks();
    const hidden = hide(text);
    const exact = replaceExact(hidden, forms, () => mark('known-value'));
    return { text: show(through([...extra, ...PASSES, encoded], exact, mark)), found: found() };
  };
};
