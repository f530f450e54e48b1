import { kubectl } from '../kube/cli.ts';
import { runProgram } from '../toolkit/program.ts';

await runProgram('kubectl', kubectl);
