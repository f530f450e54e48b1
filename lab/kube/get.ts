import { textFlag } from '../toolkit/flags.ts';
import { failed, said, type ToolResult } from '../toolkit/world-client.ts';
import type { ToolContext } from '../world/tool-context.ts';
import type { KubeObject } from '../world/types.ts';
import { type Kind, kindOfArgument, kindOfObject } from './kinds.ts';
import { asYaml, nameLine, printTable } from './print.ts';
import { matchesFields, matchesLabels, objectsOf } from './select.ts';
import { servedKinds } from './system.ts';
import { find, type View } from './view.ts';

export interface Wanted {
  readonly kind: Kind;
  readonly objects: readonly KubeObject[];
  /** It was asked for by name. */
  readonly named: boolean;
}

const notFound = (kind: Kind, name: string): string =>
  `Error from server (NotFound): ${kind.plural}${kind.group === '' ? '' : `.${kind.group}`} "${name}" not found`;

/** What type arguments and names select; a string is kubectl's error. */
export const selectObjects = (
  view: View,
  context: ToolContext,
  args: readonly string[],
): readonly Wanted[] | string => {
  const { flags } = context.call;
  const kinds = servedKinds(view);
  const namespace =
    flags['all-namespaces'] === true ? undefined : (textFlag(context.call, 'namespace') ?? 'default');
  const [types = '', ...names] = args;
  const single = types.includes('/');
  const [first = '', inline] = single ? types.split('/') : [types];
  const wanted: Wanted[] = [];
  for (const type of first.split(',')) {
    const kind = kindOfArgument(kinds, type);
    if (!kind) return `error: the server doesn't have a resource type "${type}"`;
    const asked = inline === undefined ? names : [inline, ...names];
    const all = objectsOf(view, kind, namespace).filter(
      (object) =>
        (textFlag(context.call, 'selector') === undefined ||
          matchesLabels(object, textFlag(context.call, 'selector') ?? '')) &&
        (textFlag(context.call, 'field-selector') === undefined ||
          matchesFields(object, textFlag(context.call, 'field-selector') ?? '')),
    );
    const missing = asked.find((name) => !all.some((object) => object.metadata.name === name));
    if (missing !== undefined && flags['ignore-not-found'] !== true) return notFound(kind, missing);
    wanted.push({
      kind,
      named: asked.length > 0,
      objects: asked.length === 0 ? all : all.filter((object) => asked.includes(object.metadata.name)),
    });
  }
  return wanted;
};

const asList = (objects: readonly KubeObject[]) => ({
  apiVersion: 'v1',
  items: objects,
  kind: 'List',
  metadata: { resourceVersion: '' },
});

/** Prints what was selected in the asked form. */
const print = (view: View, context: ToolContext, wanted: readonly Wanted[], bare: boolean): ToolResult => {
  const { flags } = context.call;
  const objects = wanted.flatMap((each) => each.objects);
  const output = textFlag(context.call, 'output') ?? '';
  if (objects.length === 0 && flags['ignore-not-found'] === true && bare) return said('');
  const one = bare && objects.length === 1;
  if (output === 'json') return said(`${JSON.stringify(one ? objects[0] : asList(objects), null, 4)}\n`);
  if (output === 'yaml') return said(asYaml(one ? objects[0] : asList(objects)));
  if (output === 'name')
    return said(
      wanted.flatMap(({ kind, objects: own }) => own.map((object) => nameLine(kind, object))).join(''),
    );
  if (output !== '' && output !== 'wide')
    return failed(
      `error: unable to match a printer suitable for the output format "${output}", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml`,
    );
  if (objects.length === 0)
    return said(
      '',
      flags['all-namespaces'] === true
        ? 'No resources found\n'
        : `No resources found in ${textFlag(context.call, 'namespace') ?? 'default'} namespace.\n`,
    );
  return said(
    wanted
      .filter((each) => each.objects.length > 0)
      .map(({ kind, objects: own }) =>
        printTable(kind, own, view.now, flags['all-namespaces'] === true, flags['no-headers'] !== true),
      )
      .join('\n'),
  );
};

/** `kubectl get -k DIR`: the live state of what the folder names. */
const getNamed = (view: View, context: ToolContext, manifests: readonly KubeObject[]): ToolResult => {
  const kinds = servedKinds(view);
  const wanted: Wanted[] = [];
  for (const object of manifests) {
    const kind = kindOfObject(kinds, object.apiVersion, object.kind);
    const folder = textFlag(context.call, 'kustomize') ?? textFlag(context.call, 'filename') ?? '';
    if (!kind)
      return failed(
        `error: resource mapping not found for name: "${object.metadata.name}" namespace: "${object.metadata.namespace ?? ''}" from "${folder}": no matches for kind "${object.kind}" in version "${object.apiVersion}"\nensure CRDs are installed first`,
      );
    const namespace = kind.namespaced
      ? (object.metadata.namespace ?? textFlag(context.call, 'namespace') ?? 'default')
      : undefined;
    const live = find(view, object.kind, namespace, object.metadata.name)?.object;
    if (!live && context.call.flags['ignore-not-found'] !== true)
      return failed(notFound(kind, object.metadata.name));
    wanted.push({ kind, named: true, objects: live ? [live] : [] });
  }
  return print(view, context, wanted, true);
};

/** `kubectl get` in all its forms but `--raw`. */
export const get = (view: View, context: ToolContext): ToolResult => {
  const { args, files } = context.call;
  if (files.manifests !== undefined)
    return getNamed(view, context, JSON.parse(files.manifests) as KubeObject[]);
  if (args.length === 0)
    return failed(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee \'kubectl get -h\' for help and examples',
    );
  const wanted = selectObjects(view, context, args);
  if (typeof wanted === 'string') return failed(wanted);
  return print(
    view,
    context,
    wanted,
    wanted.every((each) => each.named),
  );
};
