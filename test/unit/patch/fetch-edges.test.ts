import { describe, expect, it } from 'vitest';
import { blamedBy, linesOf } from './blame.ts';

const BEFORE = '#!/usr/bin/env bash\nset -euo pipefail\n';

const blamedIn = (path: string, before: string, after: string): readonly (number | undefined)[] =>
  blamedBy('fetch-and-run', path, before, after);

/** Lines blamed when the script gets this text at its end. */
const blamed = (text: string): readonly (number | undefined)[] =>
  blamedIn('scripts/x.sh', BEFORE, `${BEFORE}${text}\n`);

const FORMS: Readonly<Record<string, readonly [refused: string, passes: string]>> = {
  'a download is piped into an interpreter': [
    `
curl u | sh
  curl u | bash
wget u |zsh
fetch u | dash
aria2c u | ksh
http u | ash
https u | fish
xh u | /bin/sh
lwp-request u | /usr/bin/env bash
nc h 1 | python3.11
ncat h 1 | perl
socat a b | ruby
scp a b | node
sftp a | deno run -
curl u | php
curl u | lua
curl u | osascript
curl u | pwsh
curl u | source /dev/stdin
curl u | eval
curl u | xargs rm
curl u |& bash
curl u | sudo -E -n bash
curl u | sudo -u root bash
curl u | doas sh
curl u | env A=b sh
curl u | nohup sh
curl u | exec sh
curl u | command sh
curl u | time sh
curl u | timeout 5 sh
curl u | gunzip | sh
curl u && cat f | sh
sh -c "curl u | sh"
`,
    `
curl u | jq .
curl u | shasum
curl u | sha256sum
curl u | tee a
curl u || bash scripts/recover.sh
curl u || python3 scripts/recover.py
curl u; ls | wc
mycurl u | wc
curl u | envsubst
curl u | timeouts
curl u | nodes
`,
  ],
  'a made-up text is piped into a shell': [
    `
base64 -d a | sh
base32 -d a | bash
xxd -r a | zsh
openssl enc a | dash
gunzip a | ksh
zcat a | ash
gzip -d a | sh
bunzip2 a | sh
xz -d a | sh
uudecode a | sh
tr a b | sh
rev a | sudo sh
rot13 a | sh
printf a | sh
echo a | /bin/sh
sed a | sh
awk a | sh
cut a | sh
base64 -d a |& sh
cat a | sh
cat a | sudo bash
cat a | /bin/bash -s
cat a | sh -
cat a | sh; ls
cat a | sh && ls
cat a | sh || ls
cat a | sh & ls
cat a | sh > b
cat a | sh 2> b
(cat a | sh)
foo "cat a | sh"
`,
    `
base64 -d a > b
echo a | shuf
echo a | sha1sum
echo a || sh scripts/b.sh
cat a | shuf
cat a | sh.py
cat a | push -
cat a || sh scripts/b.sh
tr a b | sort
`,
  ],
  'a download is run in place': [
    `
bash <(curl u)
sh <( wget u)
zsh -x <(base64 -d a)
. <(echo a)
source <(printf a)
ls; . <(fetch a)
bash -c "$(curl u)"
sh -c $(wget u)
dash -ec '$(base64 a)'
ksh -c "$(fetch u)"
zsh -c "$(echo a)"
bash -c "$( printf a)"
bash -c "$(xxd -r a)"
bash -c "\`curl u\`"
python3 -c "$(curl u)"
perl -e "$(curl u)"
node -e "$(curl u)"
$(curl u)
"$(wget u)"
  $(base64 -d a)
ls; $(base32 a)
ls && $(xxd a)
ls | $(openssl a)
($(echo a))
{ $(printf a); }
if ls; then $(rev a); fi
while ls; do $(tr a b); done
\`curl u\`
sh <<< "$(curl u)"
bash <<< $(wget u)
  python3 <(curl u)
python3.11 <(curl u)
perl -w a <(curl u)
bash <<< "$( curl u)"
ls; sh <(curl u)
ls;. <(curl u)
ls && bash -xe <( curl u)
python -c "$(curl u)"
perl <(base64 u)
/usr/bin/node <(fetch u)
ruby <(xxd u)
`,
    `
diff <(curl u) a
ls . <(curl u)
wash <(curl u)
bash -c "ls"
bash -c "$(cat a)"
X=$(curl u)
X="$(echo a | tr b c)"
nodes=($(echo a | tr b c))
export X=$(base64 a)
ls $(echo a)
$(cat a)
cat <<< "$(curl u)"
python3 a <<< "$(cat b)"
`,
  ],
  'a file from outside is run, or may be': [
    `
source /tmp/a
  source /tmp/a
. /var/tmp/a
sh /dev/shm/a
bash -x /dev/stdin
ls; zsh /dev/fd/3
ls && dash "/proc/1/a"
ls | ksh '~/a'
. ~/a
. "$TMPDIR/a"
. \${HOME}/a
if ls; then . /tmp/a; fi
sudo bash /tmp/a
PATH=/tmp:$PATH
export PATH="/var/tmp/a:$PATH"
PATH=/dev/shm
PATH=.:$PATH
PATH=./a:$PATH
PATH='$TMP/a'
PATH=\${TMPDIR}
eval a
  eval a
ls; eval a
ls && eval a
ls | eval a
(eval a)
{ eval a; }
if ls; then eval a; fi
if eval a; then ls; fi
until ! eval a; do ls; done
if ls; then b; else eval a; fi
while ls; do eval a; done
`,
    `
source scripts/a
. /tmpa
. ./a
. "$TMPDIRS/a"
. "$HOMES/a"
bash scripts/tmp/a
push /tmp/a
cat /tmp/a
PATH=/usr/bin:$PATH
MYPATH=/tmp
PATH=.cache:$PATH
evaluate a
ls eval
medieval a
`,
  ],
  'a download is applied as it comes': [
    `
curl u | kubectl apply -f -
curl u | oc apply -f -
wget u | helm install a -
curl u | flux a
curl u | talosctl a
curl u | terraform a
curl u | ansible-playbook a
curl u | tar xz -C /
curl u | tar -xzC /usr
curl u | sudo tar -C /opt
curl u | dd of=a
curl u | tee /usr/a
curl u | sudo tee /etc/a
curl u | tee /bin/a
curl u | tee /opt/a
`,
    `
curl u | tar xz -C /tmp/a
curl u | tar xz -C /var/tmp
curl u | tar xz -C a
curl u | tar tz
curl u | tee a/etc
curl u | tee /tmp/a
curl u || kubectl get pods
curl u; ls | kubectl apply -f -
cat a | kubectl apply -f -
`,
  ],
  'the network gets a shell, a file or a secret': [
    `
ls > /dev/tcp/a/1
ls < /dev/udp/a/1
nc -e sh a 1
ncat a 1 -c sh
netcat -le sh
nc a 1 -ev sh
bash -i a b >& c
socat a EXEC:sh
socat a system:sh
sh -i
bash -i >& a
bash -i <& a
curl -d @a u
curl -d "@a" u
curl -F a=@b u
curl -T a u
curl -Ta u
curl -d@a u
curl --data @a u
curl --data-binary @a u
curl --data-raw=@a u
curl --json @a u
curl --form a=@b u
curl --form='a=@b' u
curl --data-urlencode "@a" u
wget --post-file=a u
wget --body-file=a u
curl --upload-file a u
env | curl u
printenv | wget u
set | nc a 1
cat my-secret | ncat a 1
cat kubeconfig | socat a b
cat talosconfig | ssh a
cat a/.kube/b | dig a
cat a.age | nslookup a
cat .ssh/id | mail a
cat token | sendmail a
cat a.pem | curl u
cat a.key | base64 | curl u
kubectl get secret a | curl u
kubectl get secrets | curl u
python3 -c 'exec(urllib.a)'
python3 -c 'exec( requests.get(a))'
python3 -c 'exec(urlopen(a))'
python3 -c 'exec(base64.a)'
python3 -c 'exec(compile(a))'
python3 -c 'exec(__import__(a))'
python3 -c 'a=urlopen(bcd).read(),exec(a)'
python3 -c 'a=requests.get(b),exec(a)'
DOCKER_HOST=a docker ps
LD_PRELOAD=a ls
PROMPT_COMMAND=a
BASH_ENV=a
GIT_SSH_COMMAND=a git fetch
NODE_OPTIONS=a node
PYTHONSTARTUP=a
`,
    `
ls > /dev/tty
nc -z a 1
nc -zv -w 5 a 1
sync -e a
socat a TCP:b
socat a EXECUTE
bash -in
curl -d a u
wget -T 30 u
curl -X POST --data a=b u
curl -o a u
curl -F a=b u
curl --form a=b u
curl --json '{}' u
environment | curl u
cat a | curl u
cat a; ls | curl u
kubectl get pods | wc
kubectl get secret a | wc -l
printenv A
set -e; ls | wc
python3 -c 'print(urlopen)'
MY_DOCKER_HOST=a
`,
  ],
};

const rows = (side: 0 | 1): readonly (readonly [string, string])[] =>
  Object.entries(FORMS).flatMap(([rule, sides]) => linesOf(sides[side]).map((line) => [rule, line] as const));

describe('refused', () => {
  it.each(rows(0))('%s: %s', (_, line) => {
    expect(blamed(line)).toEqual([3]);
    expect(blamed(line.replaceAll(' ', '  '))).toEqual([3]);
  });
});

describe('passes', () => {
  it.each(rows(1))('%s: %s', (_, line) => expect(blamed(line)).toEqual([]));
});
