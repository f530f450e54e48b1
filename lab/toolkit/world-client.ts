import { request } from 'node:http';

/** What a stand-in asks the world: the command it understood and the contents of the files its argv named. */
export interface ToolCall {
  readonly tool: 'talosctl' | 'kubectl' | 'flux';
  readonly command: string;
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | readonly string[]>>;
  /** Role → text, for example `kubeconfig`, `talosconfig`, `config`, `manifests`. */
  readonly files: Readonly<Record<string, string>>;
}

export interface ToolResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export const said = (stdout: string, stderr = ''): ToolResult => ({ stdout, stderr, code: 0 });
export const failed = (stderr: string, stdout = ''): ToolResult => ({
  stdout,
  stderr: stderr.endsWith('\n') ? stderr : `${stderr}\n`,
  code: 1,
});

/** The environment variable that the lab's wrappers set: where the world listens. */
export const WORLD_ENV = 'ORCH_LAB_WORLD';

/** Asks the world over HTTP on the loopback; rejects with the socket's error when it is down. */
export const askWorld = (url: string, call: ToolCall): Promise<ToolResult> =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify(call);
    const outgoing = request(
      `${url}/_lab/tool`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          if (response.statusCode !== 200)
            reject(new Error(`the lab's world answered ${response.statusCode}: ${text}`));
          else resolve(JSON.parse(text) as ToolResult);
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
