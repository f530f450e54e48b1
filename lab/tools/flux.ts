import { flux } from '../flux/cli.ts';
import { runProgram } from '../toolkit/program.ts';

await runProgram('flux', flux);
