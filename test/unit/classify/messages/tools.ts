import type { Message } from './message.ts';

/** curl, git, ssh, ansible, terraform, npm, apt, docker, bash, systemd. */
export const TOOLS: readonly Message[] = [
  {
    text: 'curl: (60) SSL certificate problem: unable to get local issuer certificate\nMore details here: https://curl.se/docs/sslcerts.html',
    class: 'credential',
    from: 'httpie/cli#1270',
    rule: 'unknown-authority',
  },
  {
    text: 'curl: (6) Could not resolve host: pve.home.arpa',
    class: 'environment',
    from: 'flynn/flynn#944',
    rule: 'host-unknown',
  },
  {
    text: 'curl: (7) Failed to connect to pve.home.arpa port 8006 after 15 ms: Connection refused',
    class: 'transient',
    from: 'pivpn/pivpn#60',
  },
  {
    text: 'curl: (28) Operation timed out after 8962 milliseconds with 0 bytes received',
    class: 'transient',
    from: 'Knawat/dropshipping-woocommerce#64',
  },
  {
    text: 'curl: (22) The requested URL returned error: 404',
    class: 'repo',
    from: 'pivpn/pivpn#60',
    rule: 'http-404',
  },
  {
    text: 'curl: (22) The requested URL returned error: 403',
    class: 'credential',
    from: 'pivpn/pivpn#60',
    rule: 'http-401-403',
  },
  {
    text: "fatal: unable to access 'https://git.example/home.git/': Could not resolve host: git.example",
    class: 'environment',
    from: 'kubeshop/testkube#3732',
  },
  {
    text: 'Host key verification failed.\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.',
    class: 'environment',
    from: 'concourse/semver-resource#3',
    rule: 'host-key',
  },
  {
    text: 'No ECDSA host key is known for git.example and you have requested strict checking.\nHost key verification failed.',
    class: 'environment',
    from: 'E3SM-Project/scream#2017',
  },
  {
    text: 'git@git.example: Permission denied (publickey).\nfatal: Could not read from remote repository.',
    class: 'credential',
    from: 'flynn/flynn#944',
    rule: 'ssh-key',
  },
  {
    text: 'ssh: Could not resolve hostname git.example: Temporary failure in name resolution\nfatal: Could not read from remote repository.',
    class: 'transient',
    from: 'flynn/flynn#944',
    rule: 'dns-flaky',
  },
  {
    text: "remote: Repository not found.\nfatal: repository 'https://git.example/home.git/' not found",
    class: 'repo',
    from: 'jenkinsci/ghprb-plugin#733',
  },
  {
    text: 'fatal: [talos-w-1]: UNREACHABLE! => {"changed": false, "msg": "Failed to connect to the host via ssh: Permission denied (publickey,password).", "unreachable": true}',
    class: 'credential',
    from: 'ansible/ansible#69182',
  },
  {
    text: '10.0.0.9 | UNREACHABLE! => {\n    "changed": false,\n    "msg": "Failed to connect to the host via ssh: Permission denied (publickey,gssapi-keyex,gssapi-with-mic).\\r\\n",\n    "unreachable": true\n}',
    class: 'credential',
    from: 'ansible/ansible#22745',
  },
  {
    text: 'fatal: [node]: UNREACHABLE! => {"changed": false, "msg": "Failed to connect to the host via ssh: ssh: connect to host 10.0.0.9 port 22: No route to host", "unreachable": true}',
    class: 'environment',
    from: 'ansible/ansible#25638',
    rule: 'host-unreachable',
  },
  {
    text: 'fatal: [node]: FAILED! => {"msg": "non-zero return code", "rc": 1, "stderr": "[ERROR]  Failed to apply container_runtime_exec_t to /usr/local/bin/k3s, please install k3s-selinux"}',
    class: 'repo',
    from: 'k3s-io/k3s-ansible#437',
  },
  {
    text: '│ Error: Error acquiring the state lock\n│ \n│ Error message: resource temporarily unavailable',
    class: 'transient',
    from: 'coder/code-server#7441',
    rule: 'lock-held',
  },
  {
    text: '│ Error: Unsupported argument\n│ \n│   on main.tf line 51, in resource "vm" "main":\n│   51:   dspm = {\n│ \n│ An argument named "dspm" is not expected here.',
    class: 'repo',
    from: 'CrowdStrike/terraform-provider-crowdstrike#423',
  },
  {
    text: 'Error: Reference to undeclared resource\n\n  on outputs.tf line 2, in output "name":\n   2:   value = vm.this.name\n\nA managed resource "vm" "this" has not been declared in the root module.',
    class: 'repo',
    from: 'mingfang/terraform-k8s-modules#1',
  },
  {
    text: '│ Error: Reference to undeclared module\n│ \n│ No module call named "etl" is declared in the root module.',
    class: 'repo',
    from: 'coder/code-server#7441',
  },
  {
    text: 'Opening input file: terraform.jsonnet: No such file or directory',
    class: 'repo',
    from: 'Coalfire-Research/npk#31',
  },
  {
    text: 'npm ERR! code ENOTFOUND\nnpm ERR! network request to https://registry.example/left failed, reason: getaddrinfo ENOTFOUND registry.example',
    class: 'environment',
    from: 'npm/npm#16930',
  },
  {
    text: 'npm ERR! code ETIMEDOUT\nnpm ERR! network request to https://registry.example/left failed, reason: connect ETIMEDOUT 104.16.22.35:443',
    class: 'transient',
    from: 'npm/npm#16930',
  },
  {
    text: 'npm ERR! code E404\nnpm ERR! 404 Not Found - PUT https://registry.example/left - Not found',
    class: 'repo',
    from: 'WebCoder49/code-input#121',
  },
  {
    text: 'npm ERR! code E403\nnpm ERR! 403 Forbidden - PUT https://registry.example/left - Forbidden',
    class: 'credential',
    from: 'WebCoder49/code-input#121',
  },
  {
    text: 'E: Failed to fetch http://archive.example/pool/libcurl4_7.68_amd64.deb  404  Not Found [IP: 91.189.88.152 80]\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?',
    class: 'repo',
    from: 'sassoftware/viya4-deployment#44',
  },
  {
    text: "W: Failed to fetch http://archive.example/dists/InRelease  Temporary failure resolving 'archive.example'",
    class: 'transient',
    from: 'bigbluebutton/bigbluebutton#14301',
  },
  {
    text: 'docker: failed to register layer: Error processing tar file(exit status 1): write /lib/libdns.so: no space left on device.',
    class: 'environment',
    from: 'play-with-docker/play-with-docker#249',
    rule: 'disk-full',
  },
  {
    text: 'docker: failed to register layer: Error processing tar file(exit status 1): write /lib/libdns.so: read-only file system.',
    class: 'environment',
    from: 'play-with-docker/play-with-docker#249',
  },
  {
    text: "docker: Error response from daemon: pull access denied for home/web, repository does not exist or may require 'docker login'.",
    class: 'repo',
    from: 'play-with-docker/play-with-docker#249',
    rule: 'image-name',
  },
  {
    text: 'Error response from daemon: toomanyrequests: You have reached your unauthenticated pull rate limit.',
    class: 'transient',
    from: 'docker/hub-feedback#2464',
  },
  {
    text: 'Insufficient free space: 15113 extents needed, but only 229 available',
    class: 'environment',
    from: 'etcd-io/etcd#6998',
  },
  {
    text: './limitd.sh: command not found',
    class: 'repo',
    from: 'sreejithag/battery-charging-limiter-linux#1',
  },
  {
    text: './stages/talos.sh: line 12: talosctl: command not found',
    class: 'environment',
    from: 'sreejithag/battery-charging-limiter-linux#1',
    rule: 'tool-missing',
  },
  {
    text: './stages/talos.sh: line 12: taloctl: command not found',
    class: 'repo',
    from: 'sreejithag/battery-charging-limiter-linux#1',
  },
  { text: '-bash: ./test.sh: Permission denied', class: 'repo', from: 'azlux/log2ram#150' },
  {
    text: 'bash: ./query.sh: /bin/bash: bad interpreter: Permission denied',
    class: 'repo',
    from: 'pCloud/console-client#5',
  },
  {
    text: 'timeout: failed to run command ‘wait-for-it.sh’: No such file or directory',
    class: 'repo',
    from: 'vishnubob/wait-for-it#125',
  },
  {
    text: '-bash: ./builder.sh: cannot execute: required file not found',
    class: 'repo',
    from: 'jandelgado/lede-dockerbuilder#37',
  },
  {
    text: "Failed to execute process './init.sh'. Reason:\nexec: Exec format error",
    class: 'repo',
    from: 'ethereum/populus#457',
  },
  {
    text: 'Job for rsyslog.service failed because the control process exited with error code.',
    class: 'repo',
    from: 'systemd/systemd#13783',
  },
  {
    text: 'error:  Failed to open TCP connection to git.example:80 (getaddrinfo: Temporary failure in name resolution)',
    class: 'transient',
    from: 'yaphetsglhf/issues#61',
  },
  {
    text: '2025-06-24T18:47:36.171892-0400 panic failed to create WAL: unlinkat /var/lib/etcd/wal: device or resource busy',
    class: 'repo',
    from: 'etcd-io/etcd#20218',
  },
];
