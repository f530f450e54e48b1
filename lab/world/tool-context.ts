import type { ToolCall, ToolResult } from '../toolkit/world-client.ts';
import type { WorldClock } from './clock.ts';
import type { World } from './types.ts';

/** What the world's side of a stand-in works with. */
export interface ToolContext {
  readonly world: World;
  readonly clock: WorldClock;
  readonly call: ToolCall;
  /** Resolves after about this much world time; for commands that wait (`health`, `kubectl wait`). */
  readonly sleep: (worldMs: number) => Promise<void>;
}

export type ToolAnswer = (context: ToolContext) => ToolResult | Promise<ToolResult>;
