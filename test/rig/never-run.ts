/**
 * What no stage may ever run, whatever breaks: the "never run" lists of the facts about each tool. One row a ban, with
 * an example that it must catch (test/e2e/never-run.test.ts) and where the ban comes from.
 */
import { type Call, FOREIGN } from './calls.ts';

export interface Ban {
  readonly what: string;
  readonly from: string;
  /** A call that the ban must catch; `after`: calls that come before it. */
  readonly example: Call;
  readonly after?: readonly Call[];
  /** @param before the calls before this one. */
  readonly hits: (call: Call, before: readonly Call[]) => boolean;
}

const tool = (...argv: string[]): Call => ({ kind: 'tool', argv, code: 0 });
const http = (method: string, path: string, sent: Record<string, string> = {}): Call => ({
  kind: 'http',
  method,
  path: `/api2/json${path}`,
  sent,
  status: 200,
});

const argvOf = (call: Call): readonly string[] => (call.kind === 'tool' ? call.argv : []);
const wordsOf = (argv: readonly string[]): readonly string[] =>
  argv.slice(1).filter((word) => !word.startsWith('-'));
/** The words stand next to each other among the words of the argv: flags may stand anywhere, names may be words, too. */
const says = (call: Call, program: string, phrase: string): boolean => {
  const argv = argvOf(call);
  return argv[0] === program && ` ${wordsOf(argv).join(' ')} `.includes(` ${phrase} `);
};
const has = (call: Call, ...flags: readonly string[]): boolean =>
  argvOf(call).some((word) => flags.some((flag) => word === flag || word.startsWith(`${flag}=`)));
const optionOf = (call: Call, ...flags: readonly string[]): string | undefined => {
  const argv = argvOf(call);
  const at = argv.findIndex((word) => flags.includes(word));
  if (at >= 0) return argv[at + 1];
  return argv.flatMap((word) => flags.flatMap((flag) => word.split(`${flag}=`)[1] ?? []))[0];
};
const worked = (call: Call): boolean => call.kind === 'tool' && call.code === 0;

const phrases = (program: string, from: string, list: readonly string[]): Ban[] =>
  list.map((phrase) => ({
    what: `${program} ${phrase}`,
    from,
    example: tool(program, '--flag', ...phrase.split(' '), 'x'),
    hits: (call) => says(call, program, phrase),
  }));

const TALOS = 'talos.md, "Must never run"; allow-deny.md, talosctl REFUSE';
const KUBE = 'infra.md "Never re-run", ingress.md and obs.md "Never"; allow-deny.md, "Also refuse"';
const FLUX = 'infra.md steps 2 and "Never re-run"; allow-deny.md, flux';
const PROXMOX = 'vms.md, "Never re-run" and step 5';
const GIT = 'infra.md step 2: main must never be touched; delivery pushes only below orch/';

const talos: readonly Ban[] = [
  ...phrases('talosctl', TALOS, [
    ...['reset', 'wipe', 'reboot', 'shutdown', 'restart', 'upgrade', 'upgrade-k8s', 'rollback', 'rotate-ca'],
    ...['etcd leave', 'etcd remove-member', 'etcd forfeit-leadership', 'etcd downgrade', 'etcd defrag'],
    ...['edit', 'meta write', 'meta delete', 'image remove', 'cluster destroy', 'cluster create'],
    ...['config remove', 'config merge', 'inject', 'debug', 'copy', 'cp'],
    ...['service etcd stop', 'service etcd restart', 'service kubelet restart', 'service kubelet stop'],
  ]),
  {
    what: 'talosctl patch of a running machine',
    from: TALOS,
    example: tool('talosctl', 'patch', 'mc', '-n', '10.0.0.1'),
    // `machineconfig patch` works on a file.
    hits: (call) => says(call, 'talosctl', 'patch') && !says(call, 'talosctl', 'machineconfig patch'),
  },
  {
    what: 'a second bootstrap after one that worked',
    from: TALOS,
    after: [tool('talosctl', 'bootstrap', '-n', '10.0.0.1')],
    example: tool('talosctl', 'bootstrap', '-n', '10.0.0.2'),
    hits: (call, before) =>
      says(call, 'talosctl', 'bootstrap') &&
      before.some((each) => worked(each) && says(each, 'talosctl', 'bootstrap')),
  },
  {
    what: 'secrets generated over others',
    from: `${TALOS}; step S1 (ONCE)`,
    example: tool('talosctl', 'gen', 'secrets', '--force', '-o', 'x'),
    hits: (call, before) =>
      says(call, 'talosctl', 'gen secrets') &&
      (has(call, '--force', '-f') ||
        before.some((each) => worked(each) && says(each, 'talosctl', 'gen secrets'))),
  },
  {
    what: 'a config applied in a mode that may reboot',
    from: 'talos.md step S5',
    example: tool('talosctl', 'apply-config', '-n', '10.0.0.1', '-f', 'x', '-m', 'auto'),
    hits: (call) =>
      says(call, 'talosctl', 'apply-config') &&
      !has(call, '--insecure', '-i', '--dry-run') &&
      optionOf(call, '-m', '--mode') !== 'no-reboot',
  },
  {
    what: 'an install on a node that was installed before',
    from: 'talos.md step S3: never re-apply insecure',
    after: [tool('talosctl', 'apply-config', '--insecure', '-n', '10.0.0.1', '-f', 'x')],
    example: tool('talosctl', 'apply-config', '-n', '10.0.0.1', '-f', 'x', '--insecure'),
    hits: (call, before) =>
      says(call, 'talosctl', 'apply-config') &&
      has(call, '--insecure', '-i') &&
      before.some(
        (each) =>
          worked(each) &&
          says(each, 'talosctl', 'apply-config') &&
          has(each, '--insecure', '-i') &&
          optionOf(each, '-n') === optionOf(call, '-n'),
      ),
  },
  {
    what: "a kubeconfig merged into the human's own",
    from: 'talos.md, kubeconfig',
    example: tool('talosctl', 'kubeconfig', '-n', '10.0.0.1'),
    hits: (call) =>
      says(call, 'talosctl', 'kubeconfig') && optionOf(call, '--merge') !== 'false' && !has(call, '--help'),
  },
];

const kube: readonly Ban[] = [
  ...phrases('kubectl', KUBE, [
    ...[
      'delete',
      'replace',
      'edit',
      'patch',
      'scale',
      'drain',
      'cordon',
      'uncordon',
      'taint',
      'exec',
      'attach',
    ],
    ...['cp', 'debug', 'run', 'set', 'label', 'autoscale', 'expose', 'proxy', 'port-forward'],
    ...['rollout restart', 'rollout undo', 'rollout pause', 'rollout resume', 'certificate approve'],
    ...['certificate deny', 'auth reconcile', 'config set-context', 'config use-context'],
  ]),
  {
    what: "kubectl create, but for the token of orch's own reader",
    from: KUBE,
    example: tool('kubectl', '--kubeconfig', 'x', 'create', 'token', 'admin'),
    hits: (call) => says(call, 'kubectl', 'create') && !says(call, 'kubectl', 'create token orch-reader'),
  },
  {
    what: 'an apply that deletes',
    from: KUBE,
    example: tool('kubectl', 'apply', '--prune', '-k', 'x'),
    hits: (call) =>
      says(call, 'kubectl', 'apply') && has(call, '--prune', '--force', '--cascade', '--grace-period'),
  },
  {
    what: "a cluster that is not orch's own, by kubectl's defaults",
    from: 'allow-deny.md: KUBECONFIG=missing silently goes to localhost',
    example: tool('kubectl', 'get', 'pods'),
    hits: (call) =>
      argvOf(call)[0] === 'kubectl' &&
      !has(call, '--kubeconfig') &&
      !has(call, '--client') &&
      !says(call, 'kubectl', 'kustomize'),
  },
  {
    what: 'a path of an API that quits, reloads or deletes',
    from: 'obs.md, "Never"',
    example: tool('kubectl', 'get', '--raw', '/api/v1/namespaces/m/services/p:9090/proxy/-/reload'),
    hits: (call) => {
      const path = optionOf(call, '--raw');
      return (
        path !== undefined &&
        /\/-\/(reload|quit)|\/admin\/|\/loki\/api\/v1\/delete|\/secrets(\/|$)/.test(path)
      );
    },
  },
  {
    what: 'what a Secret holds is printed',
    from: 'infra.md step 3: name only',
    example: tool('kubectl', '--kubeconfig', 'x', 'get', 'secret', 'y', '-o', 'json'),
    hits: (call) =>
      wordsOf(argvOf(call)).some((word) => /^secrets?(\/|,|$)/.test(word)) &&
      says(call, 'kubectl', 'get') &&
      /json|yaml|template/.test(optionOf(call, '-o', '--output') ?? ''),
  },
];

const flux: readonly Ban[] = phrases('flux', FLUX, [
  ...['bootstrap', 'uninstall', 'delete', 'create', 'push', 'suspend', 'resume', 'migrate', 'export', 'pull'],
]);

const VM = /^\/api2\/json\/nodes\/[^/]+\/(qemu|lxc)\/\d+/;
const CREATE = /^\/api2\/json\/nodes\/[^/]+\/qemu$/;
const isPost = (call: Call, path: RegExp): call is Call & { kind: 'http' } =>
  call.kind === 'http' && call.method === 'POST' && path.test(call.path);
/** All that may be written to a Proxmox host. */
const WRITES = [
  /^POST \/api2\/json\/nodes\/[^/]+\/storage\/[^/]+\/download-url$/,
  /^POST \/api2\/json\/nodes\/[^/]+\/qemu$/,
  /^(PUT|POST) \/api2\/json\/nodes\/[^/]+\/qemu\/\d+\/config$/,
  /^POST \/api2\/json\/nodes\/[^/]+\/qemu\/\d+\/status\/start$/,
  /^POST \/factory\/schematics$/,
];

const proxmox: readonly Ban[] = [
  {
    what: 'anything deleted on Proxmox',
    from: PROXMOX,
    example: http('DELETE', '/nodes/pve/qemu/101'),
    hits: (call) => call.kind === 'http' && call.method === 'DELETE',
  },
  {
    what: 'a VM stopped, reset, rolled back, moved, resized or cloned',
    from: PROXMOX,
    example: http('POST', '/nodes/pve/qemu/101/status/stop'),
    hits: (call) =>
      call.kind === 'http' &&
      call.method !== 'GET' &&
      VM.test(call.path) &&
      /\/(stop|reset|shutdown|reboot|suspend|rollback|snapshot|migrate|remote_migrate|resize|move_disk|unlink|clone|template)(\/|$)/.test(
        call.path,
      ),
  },
  {
    what: 'a disk allocated on a VM that exists',
    from: `${PROXMOX} (the trap)`,
    example: http('PUT', '/nodes/pve/qemu/101/config', { scsi0: 'local-lvm:40,discard=on' }),
    hits: (call) =>
      call.kind === 'http' &&
      call.method !== 'GET' &&
      VM.test(call.path) &&
      Object.entries(call.sent).some(
        ([key, value]) =>
          /^(scsi|virtio|sata|ide|efidisk|tpmstate|rootfs|mp)\d*$/.test(key) &&
          /^[^:,]+:\d+(,|$)/.test(value),
      ),
  },
  {
    what: 'a setting of a VM deleted or forced',
    from: PROXMOX,
    example: http('PUT', '/nodes/pve/qemu/101/config', { delete: 'scsi0', force: '1' }),
    hits: (call) =>
      call.kind === 'http' && call.method !== 'GET' && ('delete' in call.sent || 'force' in call.sent),
  },
  {
    what: 'a VM created twice',
    from: PROXMOX,
    after: [http('POST', '/nodes/pve/qemu', { vmid: '101' })],
    example: http('POST', '/nodes/pve/qemu', { vmid: '101' }),
    hits: (call, before) =>
      isPost(call, CREATE) &&
      before.some((each) => isPost(each, CREATE) && each.status === 200 && each.sent.vmid === call.sent.vmid),
  },
  {
    what: 'any other write to Proxmox or the image factory',
    from: `${PROXMOX}; allow-deny.md, Proxmox`,
    example: http('POST', '/nodes/pve/execute', { commands: '[]' }),
    hits: (call) =>
      call.kind === 'http' &&
      call.method !== 'GET' &&
      !WRITES.some((write) => write.test(`${call.method} ${call.path}`)),
  },
];

/** The remote and the refs of a `git push`, without its flags; a flag with a value of its own is none that orch uses. */
const pushed = (call: Call): readonly string[] | undefined => {
  const argv = argvOf(call);
  const at = argv.indexOf('push');
  if (argv[0] !== 'git' || at < 0) return undefined;
  return argv.slice(at + 1).filter((word) => !word.startsWith('-'));
};

const git: readonly Ban[] = [
  {
    what: 'a push to anything but one branch under orch/',
    from: GIT,
    example: tool('git', '-c', 'a=b', 'push', 'origin', 'HEAD:refs/heads/main'),
    hits: (call) => {
      const words = pushed(call);
      return (
        words !== undefined &&
        (words.length !== 2 || !/^\+?[0-9a-f]{40,64}:refs\/heads\/orch\/[\w./-]+$/.test(words[1] ?? ''))
      );
    },
  },
  {
    what: 'a push of everything, or one that deletes',
    from: GIT,
    example: tool('git', 'push', '--mirror', 'origin'),
    hits: (call) =>
      pushed(call) !== undefined &&
      has(call, '--mirror', '--all', '--delete', '-d', '--prune', '--tags', '--force', '-f'),
  },
  {
    what: 'main moved, or what git remembers thrown away',
    from: `${GIT}; the invariants of docs/architecture.md`,
    example: tool('git', 'update-ref', 'refs/heads/main', '0'),
    hits: (call) =>
      (says(call, 'git', 'update-ref') && argvOf(call).includes('refs/heads/main')) ||
      says(call, 'git', 'reflog expire') ||
      says(call, 'git', 'gc') ||
      says(call, 'git', 'filter-branch'),
  },
];

const foreign: readonly Ban[] = FOREIGN.map((program) => ({
  what: `${program}, at all`,
  from: 'allow-deny.md (helm, cloudflared, shell); ingress.md and obs.md, "Never"; vms.md: the API only',
  example: tool(program, 'version'),
  hits: (call) => argvOf(call)[0] === program,
}));

export const BANS: readonly Ban[] = [...talos, ...kube, ...flux, ...proxmox, ...git, ...foreign];

/** The banned ones among these calls, each with its ban. */
export const forbidden = (calls: readonly Call[]): readonly { readonly call: Call; readonly ban: string }[] =>
  calls.flatMap((call, index) =>
    BANS.filter((ban) => ban.hits(call, calls.slice(0, index))).map(({ what, from }) => ({
      call,
      ban: `${what} (${from})`,
    })),
  );
