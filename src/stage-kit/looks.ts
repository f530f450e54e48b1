import { setMaxListeners } from 'node:events';
import type { Proxmox } from './proxmox/client.ts';
import type { RunTool } from './tool.ts';
import type { Finding, StageContext, Step } from './types.ts';

/** What a check came to, and how long it took. */
export type Look = { readonly ms: number } & ({ readonly finding: Finding } | { readonly error: unknown });

export interface Looks {
  /** What the check of a step found. */
  readonly at: (step: Step) => Promise<Look>;
  /** Something is about to change: ends what is still being looked at; what was seen counts no more. */
  readonly forget: () => Promise<void>;
}

/** Asks each question once. */
const onceEach = (): (<T>(question: unknown, ask: () => Promise<T>) => Promise<T>) => {
  const answers = new Map<string, Promise<unknown>>();
  return <T>(question: unknown, ask: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify(question);
    const answer = answers.get(key) ?? ask();
    answers.set(key, answer);
    return answer as Promise<T>;
  };
};

/**
 * The context of checks that see the same moment: equal calls and requests are made once, whoever asks. Only for
 * reading: a wait must look anew each time.
 * @param signal ends the tools that are still running.
 */
const looking = (ctx: StageContext, signal?: AbortSignal): StageContext => {
  const [calls, requests] = [onceEach(), onceEach()];
  const until = signal === undefined ? {} : { signal };
  const tool: RunTool = (argv, options) => {
    const run = () => ctx.tool(argv, { ...options, ...until });
    if (options.input !== undefined || options.fresh) return run();
    return calls([argv, options.ok, options.env], run);
  };
  const proxmox = (): Proxmox => {
    const client = ctx.proxmox();
    return {
      ...client,
      get: (path, params) => requests([path, params], () => client.get(path, params)),
    };
  };
  return { ...ctx, tool, proxmox };
};

const lookAt = async (ctx: StageContext, step: Step): Promise<Look> => {
  const start = ctx.now();
  const ms = () => Math.round(ctx.now() - start);
  try {
    const finding = await step.check(ctx);
    return { ms: ms(), finding };
  } catch (error) {
    return { ms: ms(), error };
  }
};

/**
 * Begins the checks of all steps at once, so that a stage without drift costs what its longest check costs. What a
 * check found counts only while nothing was changed: after `forget` each is made anew, in its turn.
 * @param ctx what checks may touch; @param steps in order. Those behind a gate begin when it is found ok.
 */
export const lookTogether = (ctx: StageContext, steps: readonly Step[]): Looks => {
  const stop = new AbortController();
  // One listener a running tool: many are no leak.
  setMaxListeners(0, stop.signal);
  const shared = looking(ctx, stop.signal);
  const early = new Map<Step, Promise<Look | undefined>>();
  let open: Promise<boolean> = Promise.resolve(true);
  let now = ctx;
  for (const step of steps) {
    const look = open.then((is) => (is && !stop.signal.aborted ? lookAt(shared, step) : undefined));
    early.set(step, look);
    if (step.gate)
      open = look.then((each) => each !== undefined && 'finding' in each && each.finding.state === 'ok');
  }
  return {
    at: async (step) => (await early.get(step)) ?? lookAt(looking(now), step),
    forget: async () => {
      stop.abort();
      await Promise.all(early.values());
      early.clear();
      now = { ...ctx, changed: true };
    },
  };
};
