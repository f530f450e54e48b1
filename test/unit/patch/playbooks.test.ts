import { describe, expect, it } from 'vitest';
import { playbookDeletions } from '../../../src/core/patch/content/playbook.ts';
import { viewed } from './views.ts';

/** What a patch of a playbook destroys, as `line what`. */
const destroyed = (before: string, after: string): readonly string[] =>
  playbookDeletions(viewed('play.yml', before, after)).map(([line, what]) => `${line} ${what}`);

const TOP = '- hosts: all\n  tasks:\n';
/** The same of a task that is newly written; its module stands in line 4. */
const inTask = (module: string, settings: string, rest = ''): readonly string[] =>
  destroyed(
    TOP,
    `${TOP}    - name: t\n      ${module}:\n        ${settings.replaceAll('; ', '\n        ')}\n${rest}`,
  );

const DATA = 'a task removes data';
const OVER = 'a task makes a new file system over what is there';
const TABLE = 'a task rewrites a partition table';

describe('a task that removes what holds data', () => {
  it.each([
    ['lvol', 'vg: a; state: absent', '6'],
    ['community.general.zfs', 'state: absent; name: tank/x', '5'],
    ['community.postgresql.postgresql_db', 'name: photos; state: "absent"', '6'],
    ['kubernetes.core.k8s', "state: 'absent'  # gone", '5'],
    ['file', 'path: /srv/photos; state: absent', '6'],
    ['file', 'state: absent; path: /srv/photos', '5'],
    ['ansible.builtin.file', 'dest: /mnt; state: absent', '6'],
    ['file', 'name: /var/lib/x; state: absent', '6'],
    ['file', 'owner: a; path: /home/b; mode: "0700"; state: absent', '8'],
  ])('%s: %s', (module, settings, line) => expect(inTask(module, settings)).toEqual([`${line} ${DATA}`]));

  it.each([
    ['lvol', 'vg: a; state: present'],
    ['lvol', 'vg: a; states: absent'],
    ['lvol', 'state: present; ensure: absent'],
    ['mylvol', 'vg: a; state: absent'],
    ['package', 'name: /srv; state: absent'],
    ['file', 'path: /tmp/x; state: absent'],
    ['file', 'path: /srv/photos; state: directory'],
    ['file', 'src: /srv/photos; path: /tmp/x; state: absent'],
    ['file', 'xpath: /srv/photos; paths: /srv/photos; state: absent'],
    ['profile', 'path: /srv/photos; state: absent'],
    ['file.x', 'path: /srv/photos; state: absent'],
    ['file', 'state: absent'],
  ])('allowed: %s: %s', (module, settings) => expect(inTask(module, settings)).toEqual([]));

  it('on one line, and without a module', () => {
    expect(destroyed(TOP, `${TOP}    - zfs: { name: tank/x, state: absent }\n`)).toEqual([`3 ${DATA}`]);
    expect(destroyed('a: 1\n', 'a: 1\nstate: absent\n')).toEqual([]);
  });
});

describe('a task that makes a file system or a partition table anew', () => {
  it.each([
    ['filesystem', 'dev: /dev/sdb; force: true', `6 ${OVER}`],
    ['community.general.filesystem', 'force: yes; dev: /dev/sdb', `5 ${OVER}`],
    ['zpool', 'force: True', `5 ${OVER}`],
    ['community.general.lvg', 'force: on', `5 ${OVER}`],
    ['parted', 'device: /dev/sdb; label: gpt', `6 ${TABLE}`],
    ['community.general.parted', 'label: msdos', `5 ${TABLE}`],
  ])('%s: %s', (module, settings, said) => expect(inTask(module, settings)).toEqual([said]));

  it.each([
    ['filesystem', 'dev: /dev/sdb; force: false'],
    ['filesystem', 'dev: /dev/sdb; enforce: true'],
    ['filesystem', 'resizefs: true; force: false'],
    ['copy', 'force: true'],
    ['myfilesystem', 'force: true'],
    ['filesystems', 'force: true'],
    ['parted', 'device: /dev/sdb; number: 1'],
    ['parted', 'device: /dev/sdb; labels: gpt'],
    ['departed', 'label: gpt'],
    ['parted_info', 'label: gpt'],
  ])('allowed: %s: %s', (module, settings) => expect(inTask(module, settings)).toEqual([]));
});

describe('a task counts as new when something of it is', () => {
  const task = (module: string, name: string, state: string): string =>
    `${TOP}    - name: t\n      ${module}:\n        name: ${name}\n        state: ${state}\n      when: x\n`;
  const old = task('zfs', 'tank/test', 'absent');

  it.each([
    ['it removes now', task('zfs', 'tank/test', 'present'), old],
    ['something else', task('zfs', 'tank/old', 'absent'), old],
    ['by another module', task('package', 'tank/test', 'absent'), old],
  ])('%s', (_, before, after) => expect(destroyed(before, after)).toEqual([`6 ${DATA}`]));

  it('but not when it stays as it is', () => {
    expect(destroyed(old, `${old}    - debug:\n        state: present\n`)).toEqual([]);
    expect(destroyed(old, old.replace('when: x', 'when: y'))).toEqual([]);
    expect(destroyed(old, old.replace('name: t', 'name: u'))).toEqual([]);
    expect(
      destroyed(`${old}    - copy:\n        force: no\n`, `${old}    - copy:\n        force: yes\n`),
    ).toEqual([]);
    expect(destroyed(`${old}# x\n`, old)).toEqual([]);
  });

  it('a setting between two others may have settings of its own', () => {
    const before = `${TOP}    - k8s:\n        name: a\n        definition:\n          kind: x\n        state: absent\n`;
    expect(destroyed(before, before.replace('name: a', 'name: b'))).toEqual([`7 ${DATA}`]);
    expect(destroyed(before, before.replace('kind: x', 'kind: y'))).toEqual([]);
  });
});

describe('tasks without names are told apart', () => {
  const file = (path: string, state: string): string =>
    `    - file:\n        path: ${path}\n        state: ${state}\n`;

  it('each by its own settings', () => {
    expect(destroyed(TOP, TOP + file('/tmp/x', 'absent') + file('/srv/x', 'absent'))).toEqual([`8 ${DATA}`]);
    expect(destroyed(TOP, TOP + file('/srv/x', 'directory') + file('/tmp/x', 'absent'))).toEqual([]);
    expect(destroyed(TOP, TOP + file('/tmp/x', 'absent') + file('/srv/x', 'directory'))).toEqual([]);
  });

  it('only the new one counts', () => {
    const old = TOP + file('/srv/x', 'absent');
    expect(destroyed(old, old + file('/srv/y', 'absent'))).toEqual([`8 ${DATA}`]);
    expect(destroyed(old, TOP + file('/tmp/x', 'touch') + file('/srv/x', 'absent'))).toEqual([]);
  });
});

const words = (text: string): string[] => text.trim().split(/\s+/);

describe('which modules hold data', () => {
  it.each(
    words(`
    lvol lvg zfs zpool parted filesystem mount posix.mount docker_volume proxmox proxmox_kvm k8s helm postgresql_db
    postgresql_tablespace mysql_db mongodb_user mongodb_index influxdb_database s3_bucket amazon.aws.s3_bucket ec2_vol`),
  )('%s', (module) => expect(inTask(module, 'name: a; state: absent')).toEqual([`6 ${DATA}`]));

  it.each(
    words(`
    xlvol lvols lvgs zfs_facts zpools departed filesystems unmount mounts docker_volume_info xproxmox proxmox-x
    k8s_info helm_repository postgresql_user postgresql_dbs mysql_user mongodb_ mongodb mongodb_x-y influxdb_user
    s3_buckets ec2_vol_info lvol.x`),
  )('none: %s', (module) => expect(inTask(module, 'name: a; state: absent')).toEqual([]));
});

describe('which folders hold data', () => {
  it.each(
    words(`
    /srv /srv/ /srv/a /mnt/a /media/a /data/a /home/a /export/a /tank/a /var/lib /var/lib/a / /opt /my-data
    /opt/* *.log "/srv/a" '/mnt'`),
  )('%s', (path) => expect(inTask('file', `path: ${path}; state: absent`)).toEqual([`6 ${DATA}`]));

  it.each(
    words(`
    /srvs/a /homes/a /mnt-old/a /var/libx/a /var/log/a /opt/a /opt/ /opt.d /tmp/x/srv/a srv/a x/opt opt ~/data/a
    "/opt/a"`),
  )('none: %s', (path) => expect(inTask('file', `path: ${path}; state: absent`)).toEqual([]));

  it('on one line, in quotes with a comma', () =>
    expect(destroyed(TOP, `${TOP}    - file: { path: "/srv/a,b", state: absent }\n`)).toEqual([`3 ${DATA}`]));
});

it.each([
  ['a blank in front of the colon', '    - zfs: { state : absent }\n', DATA],
  ['in quotes', '    - zfs: {"state": absent}\n', DATA],
  ['in single quotes', "    - zfs: {'state' : absent}\n", DATA],
  ['by force alone', '    - zpool: { force: true }\n', OVER],
  ['by a label alone', '    - parted: { label: gpt }\n', TABLE],
])('a task on one line: %s', (_, task, what) => expect(destroyed(TOP, TOP + task)).toEqual([`3 ${what}`]));
