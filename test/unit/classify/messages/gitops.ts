import type { Message } from './message.ts';

export const GITOPS: readonly Message[] = [
  {
    text: 'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress',
    class: 'transient',
    from: 'helm/helm#10549',
    rule: 'lock-held',
  },
  {
    text: '  Normal  error   32m (x12 over 33m)    helm-controller  reconciliation failed: Helm upgrade failed: another operation (install/upgrade/rollback) is in progress',
    class: 'transient',
    from: 'fluxcd/helm-controller#149',
  },
  {
    text: 'Error: UPGRADE FAILED: timed out waiting for the condition',
    class: 'repo',
    from: 'helm/helm#3980',
  },
  {
    text: '  Normal  error   26m (x4 over 42m)    helm-controller  reconciliation failed: Helm upgrade failed: timed out waiting for the condition',
    class: 'repo',
    from: 'fluxcd/helm-controller#149',
  },
  {
    text: 'Error: UPGRADE FAILED: cannot re-use a name that is still in use',
    class: 'repo',
    from: 'helm/helm#3134',
  },
  {
    text: 'Error: INSTALLATION FAILED: Unable to continue with install: CustomResourceDefinition "policies.example.io" in namespace "" exists and cannot be imported into the current release: invalid ownership metadata; annotation validation error: key "meta.helm.sh/release-namespace" must equal "apps": current value is "infra"',
    class: 'repo',
    from: 'hiero-ledger/solo#2349',
  },
  {
    text: 'Error: INSTALLATION FAILED: chart "web" matching  not found in home index. (try \'helm repo update\'): no chart version found for web-',
    class: 'repo',
    from: 'helm/helm#10285',
  },
  {
    text: 'Error: failed to download "home/web" (hint: running `helm repo update` may help)',
    class: 'repo',
    from: 'cloudnativeapp/charts#23',
  },
  {
    text: 'Error: YAML parse error on web/templates/service.yaml: error converting YAML to JSON: yaml: line 7: did not find expected key',
    class: 'repo',
    from: 'kedacore/keda#4749',
    rule: 'yaml-syntax',
  },
  {
    text: 'Error: INSTALLATION FAILED: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry.example/v2/charts/web/manifests/1.0.0: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.',
    class: 'transient',
    from: 'docker/docs#21908',
  },
  {
    text: 'Error: INSTALLATION FAILED: unable to build kubernetes objects from release manifest: resource mapping not found for name: "cache" namespace: "" from "": no matches for kind "ServiceMonitor" in version "monitoring.coreos.com/v1"\nensure CRDs are installed first',
    class: 'repo',
    from: 'mittwald/kube-httpcache#139',
  },
  {
    text: 'Error: UPGRADE FAILED: "web" has no deployed releases',
    class: 'repo',
    from: 'helm/helm#10549',
  },
  {
    text: 'default  \tdefault-podinfo\tFalse\tno chart version found for podinfo-9.0.0',
    class: 'repo',
    from: 'fluxcd/website#847',
  },
  {
    text: "flux-system        False     kustomize build failed: accumulating resources: accumulation err='accumulating resources from '../../base.gotk.yaml': open /tmp/flux-system245679679/base.gotk.yaml: no such file or directory': evalsymlink failure on '/tmp/flux-system245679679/base.gotk.yaml' : lstat /tmp/flux-system245679679/base.gotk.yaml: no such file or directory",
    class: 'repo',
    from: 'hmcts/cnp-flux-config#19408',
  },
  {
    text: "✗ kustomize build failed: accumulating resources: accumulation err='accumulating resources from './auth.yaml': open /repo/flux/meta/auth.yaml: no such file or directory': must build at directory: not a valid directory",
    class: 'repo',
    from: 'axeII/home-ops#2641',
  },
  {
    text: "kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'https://git.example/releases/download/v1.7.1/crds.yaml': Get \"https://git.example/releases/download/v1.7.1/crds.yaml\": net/http: TLS handshake timeout'",
    class: 'transient',
    from: 'fluxcd/flux2#2709',
  },
  {
    text: "2024-11-18T08:08:35.453Z error Kustomization/secrets.flux-system - Reconciliation failed after 67.047568ms, next try in 1m0s decryption failed for 'basic-auth': cannot get sops data key: Failed to get the data key required to decrypt the SOPS file.",
    class: 'credential',
    from: 'fluxcd/flux2#5154',
    rule: 'sops-key',
  },
  {
    text: '    - | failed to load age identities: failed to open file: open\n      | /.config/sops/age/keys.txt: no such file or directory\n\nRecovery failed because no master key was able to decrypt the file. In\norder for SOPS to recover the file, at least one key has to be successful,\nbut none were.',
    class: 'credential',
    from: 'MathiasPius/kronform#133',
  },
  {
    text: '    - | failed to create reader for decrypting sops data key with\n      | age: no identity matched any of the recipients',
    class: 'credential',
    from: 'devantler-tech/ksail#4261',
  },
  {
    text: '    - | failed to create reader for decrypting sops data key with\n      | age: no identities specified',
    class: 'credential',
    from: 'getsops/sops#1084',
  },
  {
    text: 'flux-system\tflux-system\tFalse\tdecryption secret error: Secret "sops-age" not found',
    class: 'credential',
    from: 'onedr0p/cluster-template#156',
  },
  {
    text: '2024-09-13T15:02:08.003Z error Kustomization/apps.flux-system - Reconciliation failed after 345.707826ms, next try in 10m0s Secret/apps/mysecret is SOPS encrypted, configuring decryption is required for this secret to be reconciled',
    class: 'repo',
    from: 'fluxcd/flux2#4982',
    rule: 'sops-unset',
  },
  {
    text: '      | gpg: public key decryption failed: Wrong secret key used\n      | gpg: decryption failed: Wrong secret key used',
    class: 'credential',
    from: 'fluxcd/flux2#5260',
  },
  {
    text: 'time="2021-09-20T11:46:56Z" level=error msg="finished unary call" error="Get \\"https://git.example/home.git/info/refs?service=git-upload-pack\\": dial tcp: lookup git.example on 10.96.0.10:53: server misbehaving"',
    class: 'transient',
    from: 'kubernetes/kubernetes#105152',
    rule: 'dns-flaky',
  },
  {
    text: '✗ Get "https://10.0.0.50:6443/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/flux-system": context deadline exceeded\n✗ bootstrap failed with 1 health check failure(s)',
    class: 'transient',
    from: 'fluxcd/flux2#4172',
    rule: 'request-deadline',
  },
  {
    text: '✗ failed to push manifests: authentication required',
    class: 'credential',
    from: 'fluxcd/kustomize-controller#880',
    rule: 'git-login',
  },
  {
    text: '✗ kustomize build failed: map[string]interface {}(nil): yaml: unmarshal errors',
    class: 'repo',
    from: 'fluxcd/kustomize-controller#880',
  },
  {
    text: '{"level":"error","logger":"controller.kustomization","msg":"unable to update status after reconciliation","error":"Operation cannot be fulfilled on kustomizations.kustomize.toolkit.fluxcd.io \\"flux-system\\": the object has been modified; please apply your changes to the latest version and try again"}',
    class: 'transient',
    from: 'fluxcd/kustomize-controller#320',
    rule: 'write-conflict',
  },
  {
    text: '{"level":"error","logger":"controller.kustomization","msg":"Reconciliation failed after 2m2s, next try in 1m0s","error":"Health check timed out for [deployment \'apps/web\']"}',
    class: 'repo',
    from: 'fluxcd/flux2#1193',
  },
  { text: '✗ helm-controller: deployment not ready', class: 'repo', from: 'fluxcd/helm-controller#289' },
  {
    text: 'time="2023-06-09T09:19:33Z" level=fatal msg="Error starting manager: environment check failed: failed to execute: nsenter [--mount=/host/proc/1/ns/mnt iscsiadm --version], output , stderr nsenter: failed to execute iscsiadm: No such file or directory: exit status 127"',
    class: 'repo',
    from: 'aws-samples/rancher-on-aws-workshop#23',
    rule: 'iscsi-missing',
  },
  {
    text: 'ERRO[0000] Failed environment check, please make sure you have iscsiadm/open-iscsi installed on the host',
    class: 'repo',
    from: 'longhorn/longhorn#31',
  },
];
