// Installs and builds what is not installed or built yet; does nothing, offline, when both stamps match.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `orch needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer Node and run this again.`,
  );
  process.exit(69);
}

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const digest = (files) => {
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
};
const tree = (dir) =>
  readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

// The installed modules belong to one lock file, one platform and one Node ABI (esbuild ships per platform).
const wantedInstall = `${digest([join(root, 'package-lock.json')])} ${process.platform}-${process.arch}`;
const installStamp = join(root, 'node_modules', '.orch-installed');
if (read(installStamp) !== wantedInstall) {
  console.error('orch: installing dependencies (first run, or the lock file changed) …');
  // `npm` itself comes by npm_execpath when npm started us, so that a Node from `npx -p node@24` is kept.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    if (npm?.endsWith('.js'))
      execFileSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
    else execFileSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] });
  } catch {
    console.error(
      'orch: npm ci failed (its words are above). The first run needs the npm registry; check the network and run this again.',
    );
    process.exit(69);
  }
  writeFileSync(installStamp, wantedInstall);
}

const sources = [join(root, 'package.json'), join(root, 'scripts', 'build.js')];
for (const dir of ['src', 'stages', 'lab']) sources.push(...tree(join(root, dir)));
const wantedBuild = digest(sources);
const buildStamp = join(root, 'dist', '.orch-built');
if (read(buildStamp) !== wantedBuild) {
  console.error('orch: building …');
  const { build } = await import('./build.js');
  await build();
  writeFileSync(buildStamp, wantedBuild);
}
