import { randomBytes } from 'node:crypto';
import { takeFlux } from '../flux/manifest.ts';
import { clusterNodes } from '../talos/machine.ts';
import { textFlag } from '../toolkit/flags.ts';
import { table } from '../toolkit/table.ts';
import { failed, said, type ToolResult } from '../toolkit/world-client.ts';
import { strikes } from '../world/conditions.ts';
import type { ToolAnswer, ToolContext } from '../world/tool-context.ts';
import type { KubeObject } from '../world/types.ts';
import { unreachable } from './access.ts';
import { type Applied, applyObject } from './apply.ts';
import { get, selectObjects } from './get.ts';
import { apiVersionOf, KINDS, kindOfArgument, kindOfObject, shownType } from './kinds.ts';
import { logsOf } from './logs.ts';
import { observe } from './observe.ts';
import { asYaml, describe as described } from './print.ts';
import { raw } from './raw.ts';
import { forbidden } from './rbac.ts';
import { objectsOf } from './select.ts';
import { servedKinds } from './system.ts';
import { at, keyOf, text, type View } from './view.ts';
import { rolloutStatus, wait } from './waiting.ts';

/** Runs a command on what the API server holds now, or says why it cannot be reached. */
const onCluster =
  (run: (view: View, context: ToolContext) => ToolResult | Promise<ToolResult>): ToolAnswer =>
  (context) => {
    const problem = unreachable(context);
    if (problem !== undefined) return failed(problem);
    const view = observe(context.world, context.clock.now());
    const refusal = forbidden(view, context.call);
    return refusal === undefined ? run(view, context) : failed(refusal);
  };

const version: ToolAnswer = (context) => {
  const client = { major: '1', minor: '36', gitVersion: 'v1.36.3', platform: 'linux/amd64' };
  const problem = unreachable(context);
  const server =
    clusterNodes(context.world, context.clock.now()).find((node) => node.config.type === 'controlplane')
      ?.config.kubernetes ?? '1.36.3';
  const found = {
    major: '1',
    minor: server.split('.')[1],
    gitVersion: `v${server}`,
    platform: 'linux/amd64',
  };
  const json = {
    clientVersion: client,
    kustomizeVersion: 'v5.7.1',
    ...(problem === undefined ? { serverVersion: found } : {}),
  };
  const stdout =
    textFlag(context.call, 'output') === 'json'
      ? `${JSON.stringify(json, null, 2)}\n`
      : `Client Version: ${client.gitVersion}\nKustomize Version: v5.7.1\n${problem === undefined ? `Server Version: ${found.gitVersion}\n` : ''}`;
  return problem === undefined ? said(stdout) : failed(problem, stdout);
};

const apply = onCluster((view, context) => {
  const { files, flags } = context.call;
  if (flags['server-side'] !== true && flags['force-conflicts'] === true)
    return failed('error: --force-conflicts only works with --server-side');
  const dryRun = textFlag(context.call, 'dry-run') === 'server';
  const folder = textFlag(context.call, 'kustomize') ?? textFlag(context.call, 'filename') ?? '';
  if (strikes(view.world, `kube-leader-changed:${folder}`, view.now))
    return failed('Error from server: etcdserver: leader changed');
  const whole = JSON.parse(files.manifests ?? '[]') as KubeObject[];
  const kinds = servedKinds(view);
  const { taken, rest: batch } = takeFlux(view.world, whole, view.now, dryRun);
  const results: Applied[] = [
    ...taken.map((object) => {
      const kind = kindOfObject(KINDS, object.apiVersion, object.kind);
      return {
        ok: true,
        shown: `${kind ? shownType(kind) : object.kind}/${object.metadata.name}`,
        object,
      } as const;
    }),
    ...batch.map((object) => applyObject(view, kinds, object, batch, dryRun)),
  ];
  const errors = results.flatMap((result) =>
    result.ok ? [] : [result.error.replace('from ""', `from "${folder}"`)],
  );
  const done = results.flatMap((result) => (result.ok ? [result] : []));
  const stderr = errors
    .map((error) => (/^(Error|error|The )/.test(error) ? `${error}\n` : `error: ${error}\n`))
    .join('');
  const objects = done.map((result) => result.object);
  const suffix = dryRun ? ' serverside-applied (server dry run)' : ' serverside-applied';
  const output = textFlag(context.call, 'output');
  const stdout =
    output === 'json'
      ? `${JSON.stringify(objects.length === 1 ? objects[0] : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} }, null, 4)}\n`
      : output === 'yaml'
        ? asYaml(objects)
        : done
            .map((result) => `${result.shown}${flags['server-side'] === true ? suffix : ' configured'}\n`)
            .join('');
  return { stdout, stderr, code: errors.length > 0 ? 1 : 0 };
});

const annotate = onCluster((view, context) => {
  const pairs = context.call.args.filter((arg) => arg.includes('='));
  const wanted = selectObjects(
    view,
    context,
    context.call.args.filter((arg) => !arg.includes('=')),
  );
  if (typeof wanted === 'string') return failed(wanted);
  let stdout = '';
  for (const { kind, objects } of wanted)
    for (const object of objects) {
      const stored = view.world.kube.objects[keyOf(object)];
      if (!stored)
        return failed(
          `Error from server (Forbidden): ${kind.plural} "${object.metadata.name}" is managed by a controller of the lab`,
        );
      stored.annotated = {
        ...stored.annotated,
        ...Object.fromEntries(
          pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
        ),
      };
      stored.touchedAt = view.now;
      stdout += `${shownType(kind)}/${object.metadata.name} annotated\n`;
    }
  return said(stdout);
});

const events = onCluster((view, context) => {
  const kind = kindOfArgument(servedKinds(view), 'events');
  const namespace =
    context.call.flags['all-namespaces'] === true
      ? undefined
      : (textFlag(context.call, 'namespace') ?? 'default');
  const types = textFlag(context.call, 'types');
  const [, name] = (textFlag(context.call, 'for') ?? '').split('/');
  const found = kind
    ? objectsOf(view, kind, namespace).filter(
        (event) =>
          (types === undefined || types.split(',').includes(String(event.type))) &&
          (name === undefined || at(event, 'involvedObject', 'name') === name),
      )
    : [];
  if (found.length === 0)
    return said(
      '',
      namespace === undefined ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`,
    );
  const rows = found.map((event) => [
    event.metadata.namespace ?? '',
    text(event.type) ?? '',
    text(event.reason) ?? '',
    `${String(at(event, 'involvedObject', 'kind'))}/${String(at(event, 'involvedObject', 'name'))}`,
    text(event.message) ?? '',
  ]);
  return said(table(['NAMESPACE', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'], rows));
});

const describe = onCluster((view, context) => {
  const wanted = selectObjects(view, context, context.call.args);
  if (typeof wanted === 'string') return failed(wanted);
  const eventKind = kindOfArgument(servedKinds(view), 'events');
  const objects = wanted.flatMap((each) => each.objects);
  return said(
    objects
      .map((object) =>
        described(
          object,
          eventKind
            ? objectsOf(view, eventKind, object.metadata.namespace).filter(
                (event) => at(event, 'involvedObject', 'name') === object.metadata.name,
              )
            : [],
        ),
      )
      .join('\n\n'),
  );
});

const apiResources = onCluster((view) =>
  said(
    table(
      ['NAME', 'APIVERSION', 'NAMESPACED', 'KIND'],
      servedKinds(view).map((kind) => [kind.plural, apiVersionOf(kind), String(kind.namespaced), kind.kind]),
    ),
  ),
);

/** A token as the API server issues it, but for a signature that nobody verifies. Its times are those of the machine. */
const jwt = (sub: string, hours: number): string => {
  const iat = Math.floor(Date.now() / 1_000);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    part({ alg: 'RS256', kid: 'lab' }),
    part({ aud: ['https://kubernetes.default.svc'], exp: iat + hours * 3_600, iat, sub }),
    randomBytes(64).toString('base64url'),
  ].join('.');
};

const createToken = onCluster((view, context) => {
  const [name = ''] = context.call.args;
  const namespace = textFlag(context.call, 'namespace') ?? 'default';
  const key = keyOf({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
  const hours = Number.parseFloat(textFlag(context.call, 'duration') ?? '1h');
  return view.world.kube.objects[key]
    ? said(`${jwt(`system:serviceaccount:${namespace}:${name}`, hours)}\n`)
    : failed(`error: failed to create token: serviceaccounts "${name}" not found`);
});

/** kubectl's commands by name. */
export const KUBE: Readonly<Record<string, ToolAnswer>> = {
  version,
  get: onCluster((view, context) => {
    const path = textFlag(context.call, 'raw');
    return path === undefined ? get(view, context) : raw(view, path);
  }),
  apply,
  wait,
  'create token': createToken,
  annotate,
  events,
  describe,
  logs: onCluster(logsOf),
  'rollout status': rolloutStatus,
  'api-resources': apiResources,
  explain: onCluster((_view, context) =>
    failed(
      `error: the lab has no documentation of ${context.call.args[0] ?? 'anything'}; ask a real cluster`,
    ),
  ),
};
