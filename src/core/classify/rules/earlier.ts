import type { Rule } from '../rule.ts';

const AFTER_VMS = ['talos', 'infra', 'apps', 'ingress', 'obs'];
const AFTER_TALOS = ['infra', 'apps', 'ingress', 'obs'];
const AFTER_INFRA = ['apps', 'ingress', 'obs'];

/** What an earlier built-in stage should have left. Only where that stage comes before the failing one. */
export const EARLIER: readonly Rule[] = [
  {
    // qemu-server, its API, and the Telmate provider
    name: 'vm-absent',
    class: 'prerequisite',
    stages: AFTER_VMS,
    form: /VM (\d{1,9}) is not running|Configuration file 'nodes\/[\w.-]{1,63}\/qemu-server\/(\d{1,9})\.conf' does not exist/,
    sentence: 'VM $1$2 is missing or not running.',
    check: 'run the stage vms again',
    reopen: 'vms',
  },
  {
    // kubectl without a kubeconfig falls back to localhost:8080; a named file that is missing is an error of its own
    name: 'kubeconfig-absent',
    class: 'prerequisite',
    stages: AFTER_TALOS,
    form: /localhost:8080 was refused|stat [^\s:]{0,200}kubeconfig[^\s:]{0,60}: no such file|kubeconfig[^:]{0,120}: no such file or directory|no configuration has been provided|invalid configuration: \[?(?:no|context)/i,
    sentence: 'There is no kubeconfig: the cluster was not brought up, or its kubeconfig was not fetched.',
    check: 'run the stage talos again; it writes the kubeconfig',
    reopen: 'talos',
  },
  {
    name: 'talosconfig-absent',
    class: 'prerequisite',
    stages: AFTER_TALOS,
    form: /failed to determine endpoints|talosconfig[^:]{0,120}: no such file or directory|talos config file is empty/,
    sentence: 'There is no usable talosconfig.',
    check: 'run the stage talos again; it writes the talosconfig',
    reopen: 'talos',
  },
  {
    // kubectl and helm when Flux's CRDs are not there
    name: 'flux-absent',
    class: 'prerequisite',
    stages: AFTER_INFRA,
    form: /no matches for kind "(Kustomization|HelmRelease|GitRepository|HelmRepository|OCIRepository)" in version "[\w.]{1,30}toolkit\.fluxcd\.io|the server doesn't have a resource type "(kustomizations|helmreleases|gitrepositories|helmrepositories)[^"]{0,60}"|namespaces "(flux-system)" not found/,
    sentence: 'Flux is not installed in the cluster.',
    check: 'run the stage infra again; it installs Flux',
    reopen: 'infra',
  },
  {
    // the same signs where no earlier stage is known: a human has to say which cluster is meant
    name: 'no-kubeconfig',
    class: 'environment',
    form: /localhost:8080 was refused|stat [^\s:]{0,200}kubeconfig[^\s:]{0,60}: no such file|kubeconfig[^:]{0,120}: no such file or directory|no configuration has been provided/i,
    sentence: 'kubectl has no kubeconfig and asks localhost:8080.',
    check: 'set KUBECONFIG or fetch one (talosctl kubeconfig)',
  },
];
