// The patch gate for the outside scorers: `patch.js REPO PATCH POLICY`, or `patch.js --server` with one
// `repo<TAB>patch<TAB>policy` a line in and one `<code> text` a line out.
import { createInterface } from 'node:readline';
import { load } from '../load.js';

const { applyPatch, describeVerdict, exitOf, readPolicy } = await load('bench/entry-patch.ts');

const judge = async (repo, file, policyFile) => {
  try {
    const policy = await readPolicy(policyFile);
    const verdict = await applyPatch({ repo, file, policy, env: process.env });
    return { code: exitOf(verdict), text: describeVerdict(verdict, true) };
  } catch (error) {
    const refused = error.name === 'OrchError' && error.exit === 'refused';
    return { code: refused ? 77 : 70, text: error.message };
  }
};

if (process.argv[2] === '--server') {
  for await (const line of createInterface({ input: process.stdin })) {
    const [repo, file, policy] = line.split('\t');
    const { code, text } = await judge(repo, file, policy);
    console.log(`${code} ${text.replace(/\s+/g, ' ')}`);
  }
} else {
  const [repo, file, policy] = process.argv.slice(2);
  const { code, text } = await judge(repo, file, policy);
  console.log(text);
  process.exitCode = code;
}
