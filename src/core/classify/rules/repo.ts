import type { Rule } from '../rule.ts';

/**
 * What a patch of the repo can mend although the line also speaks of the network or of access. Everything that no rule
 * knows is `repo` as well; these rows only stand before rows that would take the line for something else.
 */
export const REPO: readonly Rule[] = [
  {
    // containerd, dockerd, Talos, kubelet: the tag or the repository does not exist
    name: 'image-name',
    class: 'repo',
    form: /manifest unknown|manifest for \S{1,300} not found|(?:pull|resolve|image)\b.{0,600}: not found\b|repository does not exist|pull access denied|insufficient_scope|InvalidImageName|couldn't parse image|invalid reference format|no match for platform|image \S{1,300} not found/i,
    sentence: 'An image that the repo names does not exist under that name and tag.',
    check: 'compare the image name, tag and registry with what is published',
  },
  {
    // source-controller, helm, kubelet: the unknown host stands in a manifest
    name: 'manifest-host',
    class: 'repo',
    form: /(?:image|chart|index\.yaml|HelmRepository|GitRepository|OCIRepository|HelmChart|kustomiz|repository).{0,600}no such host/i,
    sentence: 'A host that a manifest of the repo names is unknown to DNS.',
    check: 'check the URL in the manifest for typing errors',
  },
  {
    // Go crypto/x509: the endpoint in the config is not one that the certificate names
    name: 'certificate-name',
    class: 'repo',
    form: /certificate is valid for .{1,300}, not |doesn't contain any IP SANs|ERR_TLS_CERT_ALTNAME_INVALID|no alternative certificate subject name matches/,
    sentence: "The server's certificate does not name the endpoint that the config uses.",
    check: "compare the endpoint with the certificate's names (certSANs in the Talos config)",
  },
  {
    // kube-apiserver admission: pod security, quotas, immutable fields, policies
    name: 'admission',
    class: 'repo',
    form: /violates PodSecurity|PodSecurityPolicy: unable to admit|exceeded quota|field is immutable|updates to statefulset spec|spec(?:\.[\w.[\]]{1,120})?: Forbidden|admission webhook "[^"]{1,160}" denied the request|is invalid: |ValidationError|strict decoding error|unknown field "/,
    sentence: 'Kubernetes refuses an object as the repo has it.',
    check: 'read the field that the message names',
  },
  {
    // kustomize- and helm-controller, SOPS not switched on for a Kustomization
    name: 'sops-unset',
    class: 'repo',
    form: /is SOPS encrypted, configuring decryption is required/,
    sentence: 'A Kustomization applies an encrypted secret but has no decryption set.',
    check: 'add spec.decryption to the Kustomization',
  },
  {
    // go-yaml, yaml.v3, PyYAML, Ruby: no parser needs the network
    name: 'yaml-syntax',
    class: 'repo',
    form: /yaml: (?:line \d{1,7}|unmarshal|invalid|control characters|found)|error converting YAML to JSON|did not find expected|mapping values are not allowed|could not find expected ':'|cannot start any token|unknown keys found during decoding/,
    sentence: 'A YAML file of the repo cannot be read.',
    check: 'look at the file and line that the message names',
  },
  {
    // cobra, pflag, getopt, argparse
    name: 'usage',
    class: 'repo',
    form: /unknown (?:shorthand )?flag|unknown command "|flag needs an argument|unrecognized (?:option|argument)|invalid option|required flag\(s\)|accepts \d{1,3} arg|unknown option/,
    sentence: 'A command is called with a flag or argument that it does not have.',
    check: 'compare the command line with the installed version of the tool',
  },
  {
    // curl --fail and apt: what is asked for is not there
    name: 'http-404',
    class: 'repo',
    form: /returned error: 404|\b404 +Not Found|\bE404\b|status(?: code)?:? 404\b/,
    unless: /is no Proxmox API/,
    sentence: 'Something that the repo names by URL does not exist there (HTTP 404).',
    check: 'check the URL and version',
  },
  {
    // Longhorn's environment check on the node
    name: 'iscsi-missing',
    class: 'repo',
    form: /please make sure you have iscsiadm|iscsiadm: (?:command )?not found|failed to execute iscsiadm/i,
    sentence: 'The nodes lack iscsi-tools, which Longhorn needs.',
    check: 'add the system extension siderolabs/iscsi-tools to the installer image in the Talos config',
  },
];
