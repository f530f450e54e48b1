import { talosctl } from '../talos/cli.ts';
import { runProgram } from '../toolkit/program.ts';

await runProgram('talosctl', talosctl);
