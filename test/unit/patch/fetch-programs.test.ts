import { describe, expect, it } from 'vitest';
import { blamedBy, linesOf } from './blame.ts';

const BEFORE = '#!/usr/bin/env bash\nset -euo pipefail\n';

const blamedIn = (path: string, before: string, after: string): readonly (number | undefined)[] =>
  blamedBy('fetch-and-run', path, before, after);

/** Lines blamed when the script gets this text at its end. */
const blamed = (text: string): readonly (number | undefined)[] =>
  blamedIn('scripts/x.sh', BEFORE, `${BEFORE}${text}\n`);

describe('programs that take what they run from an address', () => {
  it.each(
    linesOf(`
kubectl apply -f https://a/b
oc apply -f http://a/b
k create -f https://a/b
kubectl replace -f ftp://a/b
kubectl kustomize git://a/b
kubectl delete -f HTTPS://a/b
kubectl apply -k github.com/a/b
kubectl apply -k gitlab.com/a/b
kubectl apply -f raw.githubusercontent.com/a
kubectl apply --filename=https://a/b
kubectl apply -fhttps://a/b
kubectl apply -f=https://a/b
kubectl apply -kgithub.com/a/b
kubectl apply -k a/b?ref=main
kubectl apply -f git+ssh://a/b
kubectl apply -f s3://a/b
kubectl apply -f gs://a/b
kubectl apply -f oci://a/b
sudo kubectl apply -f https://a/b
kustomize build https://a/b
kapp deploy -f https://a/b
ytt -f https://a/b
argocd app create a --repo https://a/b
helm install a https://a/b.tgz
helm upgrade a https://a/b.tgz
helm template https://a/b.tgz
pip install https://a/b
pip3 install git+https://a/b
pipx run https://a/b
uv add https://a/b
npm i https://a/b
pnpm add https://a/b
yarn add https://a/b
gem install https://a/b
cargo install --git https://a/b
go get https://a/b
brew install https://a/b
bun add https://a/b
npx a
bunx a
pnpx a
uvx a
npm exec a
pnpm dlx a
yarn dlx a
go run a.b/c@latest
ansible-galaxy install https://a/b
krew install --manifest-url=https://a/b
asdf plugin add a https://a/b
mise plugin add a https://a/b
rpm -i https://a/b
dpkg -i https://a/b
ansible-pull a
ansible-pull
curlftpfs ftp://a/b c
`),
  )('%s', (line) => expect(blamed(line)).toEqual([3]));
});

describe('the same programs with what is in the repo', () => {
  it.each(
    linesOf(`
kubectl apply -f a/b
kubectl apply -f a/https
kubectl --server https://a/b get pods
kubectlx apply -f https://a/b
my-kubectl apply -f https://a/b
kubectl get applyset https://a/b
kubectl apply -f httpsx://a/b
kubectl apply -k github.community/a
kubectl apply -k my/github.com/a
kubectl apply --note-https://a/b
kubectl apply -k a/b?refs=main
kustomize build a
kustomizer build https://a/b
my-kustomize build https://a/b
my-pip install https://a/b
my-helm install https://a/b
my-curlftpfs ftp://a/b c
my-rpm -i https://a/b
my-npx a
my-krew install https://a/b
mises add https://a/b
kapp deploy -f a
helm install a ./b
helm repo add a https://a/b
helm install a b --repo https://a/b
helm install a oci://a/b
helm pull https://a/b.tgz
helmx install https://a/b
pip install a
pip download https://a/b
pip4 install https://a/b
npm run build
npm ci
npm view https://a/b
npxx a
npm execute a
my npm exec a
go run ./cmd/a
go runner a@b
go vet run a@b
go build a@b
go mod run
gox run a@b
ansible-galaxy install a
rpm -i a
dpkg -l
rpm2cpio https://a/b
ansible-pulled a
curlftpfs a b
asdf install a
`),
  )('%s', (line) => expect(blamed(line)).toEqual([]));
});

/** Two lines: the first downloads, the second runs or not. */
const PAIRS: readonly (readonly [first: string, second: string, refused: boolean])[] = [
  ...[
    'curl -o i https://a/b',
    'curl -fsSLo i https://a/b',
    'curl -oi https://a/b',
    'curl -o./i https://a/b',
    'curl -o ./i https://a/b',
    'curl -o "i" https://a/b',
    'curl --output i https://a/b',
    'curl --output=i https://a/b',
    'wget -O i https://a/b',
    'wget --output-document i https://a/b',
    'wget --output-document=i https://a/b',
    'wget https://a/b/i',
    'wget http://a/b/i',
    'wget -q https://a/b/i',
    'curl -O https://a/b/i',
    'curl -fsO https://a/b/i',
    'curl --remote-name https://a/b/i',
    'aria2c -o i https://a/b',
    'fetch -o i https://a/b',
    'sudo curl -o i https://a/b',
    'curl https://a/b > i',
    'curl https://a/b >i',
    'curl https://a/b>i',
    'curl https://a/b >> i',
    'curl https://a/b >| i',
    'curl https://a/b 1> i',
    'curl https://a/b &> i',
    'curl https://a/b > i 2>/dev/null',
    'curl https://a/b > i 2>&1',
    'wget -O- https://a/b > i',
    'wget https://a/b/j https://a/b/i',
    'wget ftp://a/b/i',
    'aria2c https://a/b/i',
    'fetch https://a/b/i',
    'curl --remote-name-all https://a/b/j https://a/b/i',
    'curl -OL https://a/b/i',
  ].map((first) => [first, './i', true] as const),
  ...[
    'curl -o j https://a/b',
    'curl -o',
    'curl -o -s i',
    'curl https://a/b/i',
    'curl -s https://a/b 2> i',
    'curl -s https://a/b 2>> i',
    'curl -o /dev/null https://a/b',
    'echo -o i https://a/b',
    'echo https://a/b > i',
    '2> i curl https://a/b',
    'wget https://a/i/b',
    'wget a/b/i',
    'wget https://a/i/',
    'wget --referer=https://a/i b',
    'curl https://a/b-o i',
    'curl https://a/b--remote-name/i',
    'curl https://a/b-O/i',
    'my-curl -o i https://a/b',
    'curlx -o i https://a/b',
  ].map((first) => [first, './i', false] as const),
  ...[
    './i',
    'i',
    'i a',
    'sh i',
    'bash -x i',
    'zsh ./i',
    'dash i',
    'ksh i',
    'sh < i',
    'sh <i',
    'chmod +x i',
    'source i',
    '. ./i',
    'python3 i',
    'python3.11 i',
    'python i',
    'perl i',
    'node i',
    'ruby i',
    'install i /usr/bin',
    'mv i j',
    'cp i j',
    'ln i j',
    'exec i',
    'dpkg -i i',
    'rpm -i i',
    'kubectl apply -f i',
    'kubectl apply --filename=i',
    'kubectl apply -fi',
    'oc apply -f ./i',
    'helm install a -f i',
    'talosctl apply-config -f i',
    'pip install i',
    'pip3 install ./i',
    'sudo ./i',
    'sudo -E ./i',
    'timeout 60 ./i',
    'env A=b ./i',
    'A=b ./i',
    'if ./i; then ls; fi',
    'sudo sh i',
    'ls && ./i',
    'X=$(./i)',
  ].map((second) => ['curl -o i https://a/b', second, true] as const),
  ...[
    './j',
    'sh j',
    'ls i',
    'cat i',
    'rm i',
    'yq i',
    'grep a i',
    'sudo rm i',
    'sudo cat i',
    'sudo ls i',
    'sudo stat i',
    'sudo sha256sum i',
    'sh ii',
    'sh a/j',
    'push i',
    'chmods i',
    'pip4 i',
    'sudo curl -o i https://a/c',
    'echo i',
  ].map((second) => ['curl -o i https://a/b', second, false] as const),
  ['curl -fsSLO https://a/b/i', 'sh i', true],
  ['curl -o rmx https://a/b', './rmx', true],
  ['curl -o my-rm https://a/b', './my-rm', true],
  ['wget https://a/', 'kubectl apply -f i', false],
  ['curl -o my-file https://a/b', 'sh my-file', true],
  ['curl -o a/tool https://a/b', 'cd a && ./tool', true],
  ['curl -o /dev/null https://a/b', 'install /dev/null a', false],
  ['wget -O - https://a/b', 'sh -', false],
  ['curl -o a/i https://a/b', 'a/i', true],
  ['curl -o a/i https://a/b', './a/i', true],
  ['curl -o a/i https://a/b', 'cd a && ./i', true],
];

describe('a file that is downloaded and then run or applied', () => {
  it.each(PAIRS)('%s, then %s', (first, second, refused) =>
    expect(blamed(`${first}\n${second}`)).toEqual(refused ? [4] : []),
  );

  it('on one line', () => expect(blamed('wget https://a/b/i && sh i')).toEqual([3]));

  it('the run comes first in a loop', () => expect(blamed('./i\ncurl -o i https://a/b')).toEqual([3]));

  it('the run was there, and the download is put before it', () =>
    expect(blamedIn('scripts/x.sh', `${BEFORE}sh i\n`, `${BEFORE}curl -o i https://a/b\nsh i\n`)).toEqual([
      3,
    ]));

  it('both were there, and the address changes', () =>
    expect(
      blamedIn(
        'scripts/x.sh',
        `${BEFORE}curl -o i https://a/1\nsh i\n`,
        `${BEFORE}curl -o i https://a/2\nsh i\n`,
      ),
    ).toEqual([]));

  it('a document may tell of it', () =>
    expect(
      blamedIn('docs/a.md', '# A\n', '# A\n\n    curl u | sh\n    kubectl apply -f https://a/b\n'),
    ).toEqual([]));
});

describe('lists that a cluster applies', () => {
  const added = (before: string, after: string, path = 'cluster/a.yaml'): readonly (number | undefined)[] =>
    blamedIn(path, before, before + after);

  it.each(
    'resources bases components extraManifests crds transformers generators remoteInclude remoteIncludes include'.split(
      ' ',
    ),
  )('%s may not name an address', (key) => {
    expect(added('kind: A\n', `${key}:\n  - https://a/b\n`)).toEqual([3]);
    expect(added('kind: A\n', `"${key}":\n  - https://a/b\n`)).toEqual([3]);
    expect(added('kind: A\n', `- ${key} :\n    - https://a/b\n`)).toEqual([3]);
    expect(added('kind: A\n', `my${key}:\n  - https://a/b\n`)).toEqual([]);
    expect(added('kind: A\n', `${key}x:\n  - https://a/b\n`)).toEqual([]);
  });

  it.each(['http://a', 'https://a', 'git@a', 'ssh://a', 'github.com/a', 'gitlab.com/a', 'git::a'])(
    '%s',
    (address) => {
      for (const quote of ['', '"', "'"])
        expect(added('kind: A\n', `resources:\n- a.yaml\n-  ${quote}${address}${quote}\n`)).toEqual([4]);
    },
  );

  it.each(['a.yaml', 'a - https://a', 'x/https://a', 'httpsx', 'github.com', 'my.github.com/a'])(
    '%s is no address',
    (entry) => expect(added('kind: A\n', `resources:\n  - ${entry}\n`)).toEqual([]),
  );

  it('finds the key behind other entries, comments and empty lines', () => {
    const list = 'resources:\n\n  - a.yaml\n    # b\n# c\n\n';
    expect(added(`kind: A\n${list}`, '  - https://a/b\n')).toEqual([8]);
    expect(added('kind: A\nresources:\n- a.yaml\n', '- https://a/b\n')).toEqual([4]);
    expect(added('resources:\n  - a.yaml\nargs:\n', '  - https://a/b\n')).toEqual([]);
    expect(added('resources:\n- a.yaml\nargs:\n', '- https://a/b\n')).toEqual([]);
    expect(added('resources:\n  - a:\n    b: c\n', '  - https://a/b\n')).toEqual([4]);
    expect(added('resources:\n', ' \n  - https://a/b\nargs:\n  - a\n')).toEqual([3]);
    expect(added('args:\n', '  - https://a/b\nresources:\n  - a\n')).toEqual([]);
  });

  it('needs a key, and the file to be YAML', () => {
    expect(blamedIn('cluster/a.yaml', '- a\n', '- https://a/b\n- a\n')).toEqual([]);
    expect(added('kind: A\n', 'resources:\n  - https://a/b\n', 'cluster/a.conf')).toEqual([]);
    expect(added('kind: A\n', 'resources: [https://a/b]\n', 'cluster/a.conf')).toEqual([]);
  });

  it.each([
    'resources: [https://a/b]',
    '"resources":[https://a/b]',
    'bases: [a, "http://a/b"]',
    '"components" : [ git@a/b ]',
    'extraManifests: [github.com/a/b]',
    'crds: [a, github.com/a]',
    'spec: {resources: [https://a]}',
  ])('on one line: %s', (line) => expect(added('kind: A\n', `${line}\n`)).toEqual([2]));

  it.each([
    'resources: [a, b]',
    'args: [https://a/b]',
    'resources: [a] # https://a',
    'resources: {a: [https:]}',
    'myresources: [https://a]',
  ])('on one line, allowed: %s', (line) => expect(added('kind: A\n', `${line}\n`)).toEqual([]));
});
