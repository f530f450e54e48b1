// The patch gate for the outside scorers: `patch.js REPO PATCH POLICY`, or `patch.js --server` with one
// `repo<TAB>patch<TAB>policy` a line in and one `<code> text` a line out.
import { createInterface } from 'node:readline';
import { load } from '../load.js';

const { answerLine, answerOne } = await load('bench/entry-patch.ts');

if (process.argv[2] === '--server') {
  for await (const line of createInterface({ input: process.stdin }))
    console.log(await answerLine(line, process.env));
} else {
  const [repo, file, policy] = process.argv.slice(2);
  const { code, text } = await answerOne(repo, file, policy, process.env);
  console.log(text);
  process.exitCode = code;
}
