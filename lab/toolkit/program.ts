import { CALLS_ENV, noteCall } from './calls.ts';
import { askWorld, type ToolCall, type ToolResult, WORLD_ENV } from './world-client.ts';

/** Runs one stand-in: `answer` gets a way to ask the world; what it returns is printed and becomes the exit code. */
export const runProgram = async (
  tool: ToolCall['tool'],
  answer: (argv: readonly string[], ask: (call: ToolCall) => Promise<ToolResult>) => Promise<ToolResult>,
): Promise<void> => {
  const ask = (call: ToolCall): Promise<ToolResult> => {
    const url = process.env[WORLD_ENV];
    if (url === undefined)
      throw new Error(
        `${tool} of the orch lab: ${WORLD_ENV} is not set; start it by the wrapper in the lab's bin folder`,
      );
    return askWorld(url, call);
  };
  const calls = process.env[CALLS_ENV];
  const argv = process.argv.slice(2);
  const id = `${process.pid}-${Date.now()}`;
  if (calls !== undefined) noteCall(calls, { kind: 'tool', id, argv: [tool, ...argv] });
  let result: ToolResult;
  try {
    result = await answer(argv, ask);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET') throw error;
    result = {
      stdout: '',
      stderr: `${tool} of the orch lab: the world is not running (${code}); start it with: orch lab up\n`,
      code: 1,
    };
  }
  if (calls !== undefined) noteCall(calls, { kind: 'tool_end', id, code: result.code });
  process.exitCode = result.code;
  process.stdout.write(result.stdout);
  process.stderr.write(result.stderr);
};
