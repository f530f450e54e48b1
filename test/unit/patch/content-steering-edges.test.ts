// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
/** Which files a command writes, and which commands steer orch, at the edges of each form. */
import { describe, expect, it } from 'vitest';
import { added, command, hitsOf, rows } from './hits.ts';
import { change } from './tree.ts';

const WRITES = ['writes-protected 3'];

describe('a file that a command writes', () => {
  it.each(
    rows(`
echo x > state/a
echo x >state/a
echo x>state/a
echo x >> state/a
cp b state/a > /dev/null
touch state/a>log
echo x < b > state/a
echo x <b >state/a
echo x 2> state/a
echo x 12>> state/a
echo x &> state/a
echo x &>> state/a
echo x >& state/a
echo x >&state/a
echo x > a > state/a
echo x >| state/a
echo x >|state/a
echo x 2>|state/a
echo x > /dev/null > state/a
tee state/a
tee -a state/a
tee b state/a
cp b state/a
cp b c state/a
cp b state/a -v
touch .git./hooks
cp -t state b c
cp -at state b
ln -st state b
install -m 755 -t state b
mv -t state b
cp --target-directory=state b
cp --target-directory state b
curl -o state/a https://x
curl -fsSLo state/a https://x
curl --output state/a https://x
curl --output=state/a https://x
curl --output-dir state https://x
wget -O state/a https://x
wget -qO state/a https://x
wget --output-document=state/a https://x
wget -P state https://x
sort -o state/a b
sort -uo state/a b
sort b --output=state/a
openssl enc -in b -out state/a
tar xf b.tar -C state
tar -xzf b.tgz -C state
tar -C state -xf b.tar
tar zxf b.tgz -C state
tar -C state -zxf b.tgz
tar -xC state -f b.tar
tar -f b.tar --get -C state
bsdtar xf b.tar -C state
tar --extract --directory=state -f b
unzip b.zip -d state
unzip -qd state b.zip
wget --directory-prefix=state https://x
mv state/a b
mv b state/a
rm state/a
ln -s b state/a
install -m 644 b state/a
truncate state/a
touch state/a
touch b state/a c
chmod +x state/a
chown me state/a
chattr +i state/a
dd if=b of=state/a
rsync b state/a
git add state/a
unlink state/a
patch state/a
ed state/a
ex state/a
rmdir state/a
sponge state/a
sed -i s/a/b/ state/a
sed -i.bak s/a/b/ state/a
sed -Ei s/a/b/ state/a
sed --in-place s/a/b/ state/a
sed --in-place=.bak s/a/b/ state/a
perl -pi -e s/a/b/ state/a
perl -pi.bak -e s/a/b/ state/a
yq -i .a=1 state/a
yq --inplace .a=1 state/a
awk -i inplace 1 state/a
gawk -iinplace 1 state/a
sops -i state/a
sudo tee state/a
xargs touch state/a
env X=1 touch state/a
`),
  )('%s', (line) => expect(command(line)).toContain(WRITES[0]));
  it.each(
    rows(`
cat < state/a
cat state/a
cp state/a b
cp state/a state/c b
cp -t b state/a
rsync -at state/a b
curl -o b https://x/state/a
curl --data state/a https://x
wget -O b state/a
sort state/a -o b
sort state/a
openssl enc -in state/a -out b
tar cf b.tar -C state .
cp x-t state/a b
cp -tx state/a b
mycp b state/a
cpx b state/a
mycp -t state b
curl x-o state/a
curl --outputs state/a https://x
mycurl -o state/a https://x
wget x-O state/a
wget --output-documents state/a
mywget -O state/a https://x
sort x-o state/a
sort --outputs state/a
mysort -o state/a b
tar xf b x-C state
tar xf b -Cx state
mytar xf b -C state
unzip b x-d state
unzip b -dx state
myunzip b -d state
openssl x y-out state/a
openssl x -outform state/a
myopenssl x -out state/a
mysed -i s/a/b/ state/a
sedx -i s/a/b/ state/a
sed x-i state/a
sed x--in-place state/a
hawk -i inplace 1 state/a
xawk -i inplace 1 state/a
awkx -i inplace 1 state/a
awk xinplace state/a
awk inplacex state/a
my-npm pkg set a=b
tar tf box.tar -C state
tar czf b.tgz state
unzip state/b.zip -d b
unzip -l state/b.zip
awk -v i=inplace2 1 state/a
awk -vi=1 1 state/a
echo x >| b
cp state/a b -t
ln -s state/a b
install state/a b
rsync state/a b
dd if=state/a of=b
tee b < state/a
tee b <state/a
tee b 0< state/a
tee b <<< state/a
sed s/a/b/ state/a
sed -n /i/p state/a
sed --quiet s/a/b/ state/a
perl -ne print state/a
yq .a state/a
sops -e state/a
head state/a
teetotal state/a
mytouch state/a
echo x >&2
echo x 2>&1
exec 3>&-
echo x > b
echo x > /dev/null
echo x 2> /dev/null
touch -state/a
echo x >
touch mystate/a
`),
  )('not: %s', (line) => expect(command(line)).toEqual([]));
  it.each(
    rows(`
touch ./state/a
touch "$PWD/state/a"
touch "\${PWD}/state/a"
touch "$REPO/state/a"
touch "$REPO_ROOT/state/a"
touch "$ROOT/state/a"
touch "$ROOT_DIR/state/a"
touch "$DIR/state/a"
touch "$HERE/state/a"
touch "$BASE/state/a"
touch "$BASEDIR/./state/a"
touch "$PWD/$DIR/state/a"
`),
  )('in the repo by another name: %s', (line) => expect(command(line)).toEqual(WRITES));
  it.each(
    rows(`
touch "$OUT/state/a"
touch "$ORCH_STATE_DIR/a"
touch "b/$PWD/state/a"
touch "$MYPWD/state/a"
touch ../state/a
touch ~/state/a
`),
  )('elsewhere: %s', (line) => expect(command(line)).toEqual([]));
});

describe('a file of the system', () => {
  it.each([
    ...['etc', 'usr', 'bin', 'sbin', 'boot', 'lib', 'lib64', 'root', 'opt', 'sys'].map((dir) => `/${dir}/x`),
    '/var/spool/x',
    '/proc/sys/x',
    '~/.ssh/config',
    '$HOME/.ssh/config',
    '${HOME}/.ssh/config',
    '~/.bashrc',
    '~/.bash_profile',
    '~/.profile',
    '~/.zshrc',
    '~/.config/systemd/x',
    '~/.config/autostart/x',
  ])('%s', (path) => expect(command(`tee ${path}`)).toContain(WRITES[0]));
  it('is one by its whole name', () => expect(command('rmdir /opt')).toContain(WRITES[0]));
  it.each([
    '/var/lib/x',
    '/tmp/etc/x',
    '/etcetera/x',
    '/optional',
    '/proc/1/x',
    '/var/spooler',
    '/srv/usr/x',
    '~/.config/orch/x',
    '~/bashrc',
    '~/.profiles',
    '/x/~/.ssh/y',
  ])('not: %s', (path) => expect(command(`tee ${path}`)).toEqual([]));
});

describe('a command that steers orch', () => {
  const STEERS = ['steers-orch 3'];
  it.each(
    rows(`
orch reset all
orch review accept
orch resume
orch pause
orch schedule
orch run talos
orch init
orch patch apply x
orch stage add
orch --json run
orch -C /x --json run talos
./bin/orch run
./bin/orch.js run talos
node bin/orch.js reset all
X=1 orch run
if orch run; then a; fi
sudo orch run
env X=1 orch run
timeout 60 orch run
exec orch run
`),
  )('%s', (line) => expect(command(line)).toContain(STEERS[0]));
  it.each(
    rows(`
orch
orch status
orch runs
orch logs --run 3
orchestrate run
orch.json run
node bin/orch.js status
myorch run
echo orch run
command -v orch
sudo orch status
`),
  )('not: %s', (line) => expect(command(line)).not.toContain(STEERS[0]));
  it('is told of each line, in any file but a document', () => {
    expect(command('orch run\ntouch state/a')).toEqual(['steers-orch 3', 'writes-protected 4']);
    expect(added('run: orch run')).toEqual(['steers-orch 2']);
    expect(hitsOf(change('docs/r.md', 'a\n', 'a\norch run\ntouch state/a\n'))).toEqual([]);
  });
});
