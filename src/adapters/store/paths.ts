import { join } from 'node:path';

/** Where the store's files are. */
export interface Paths {
  readonly state: string;
  readonly logs: string;
  readonly errors: string;
  readonly status: string;
  readonly events: string;
}

/** The store's files of a workspace. */
export const storePaths = (root: string): Paths => ({
  state: join(root, 'state'),
  logs: join(root, 'logs'),
  errors: join(root, 'state', 'errors.json'),
  status: join(root, 'state', 'stage_status.json'),
  events: join(root, 'logs', 'events.jsonl'),
});
