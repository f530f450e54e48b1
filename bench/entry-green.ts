/** What bench/green.js needs of the lab and of the stages. */
export { makeFolder } from '../lab/commands/folder.ts';
export { labEnv } from '../lab/commands/night.ts';
export { startServers } from '../lab/commands/servers.ts';
export { callsFile } from '../lab/toolkit/calls.ts';
export { stages } from '../stages/index.ts';
