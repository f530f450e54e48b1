import type { Task, World } from '../world/types.ts';
import { type Answer, badParameters, ok } from './answer.ts';
import type { Call } from './routes.ts';

const find = (world: World, encoded: string): Task | undefined => {
  const upid = decodeURIComponent(encoded);
  return world.proxmox.tasks.find((task) => task.upid === upid);
};

const unknown = (): Answer => badParameters({ upid: 'unable to parse worker upid' });

/** What the task lists and the status have in common. */
export const taskRow = (world: World, task: Task) => ({
  upid: task.upid,
  node: task.upid.split(':')[1],
  type: task.type,
  id: task.vmid,
  user: world.proxmox.token.split('!')[0],
  starttime: Math.floor(task.startedAt / 1000),
  pstart: Math.floor(task.startedAt / 10),
  pid: Number.parseInt(task.upid.split(':')[2] ?? '0', 16),
  ...(task.done ? { endtime: Math.floor(task.endsAt / 1000), status: task.exit } : {}),
});

/** `GET .../tasks/{upid}/status` */
export const taskStatus = ({ world, at }: Call): Answer => {
  const task = find(world, at[0] ?? '');
  if (!task) return unknown();
  const { endtime: _endtime, status: _status, ...row } = { endtime: 0, status: '', ...taskRow(world, task) };
  return ok(task.done ? { ...row, status: 'stopped', exitstatus: task.exit } : { ...row, status: 'running' });
};

/** `GET .../tasks/{upid}/log`: numbered lines from `start`. */
export const taskLog = ({ world, at, given }: Call): Answer => {
  const task = find(world, at[0] ?? '');
  if (!task) return unknown();
  const lines = task.done ? task.log : task.log.slice(0, -1);
  const start = Number(given.start ?? 0);
  const rows = lines.map((t, index) => ({ n: index + 1, t }));
  return ok(rows.slice(start, start + Number(given.limit ?? 50)));
};
