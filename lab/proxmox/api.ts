import { inForce } from '../world/conditions.ts';
import type { World, WorldTime } from '../world/types.ts';
import { type Answer, died, notImplemented, unauthorized } from './answer.ts';
import { type Parameters, verify } from './parameters.ts';
import { ROUTES } from './routes.ts';
import { settleTasks } from './tasks.ts';

export interface ApiRequest {
  readonly method: string;
  /** The path as it came, `/api2/json/version`, still percent-encoded, without the query. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly query: Parameters;
  readonly form: Parameters;
}

const BASE = '/api2/json';

/** One call of the Proxmox API: authorisation, route, parameters, answer. */
export const proxmoxApi = (world: World, now: WorldTime, request: ApiRequest): Answer => {
  settleTasks(world, now);
  if (!request.path.startsWith(`${BASE}/`) && request.path !== BASE)
    return died(`no such file '${request.path}'`);
  if (request.authorization === undefined) return unauthorized('No ticket');
  if (
    inForce(world, 'proxmox-token-revoked', now) ||
    request.authorization !== `PVEAPIToken=${world.proxmox.token}`
  )
    return unauthorized('invalid token value!');
  const path = request.path.slice(BASE.length);
  const node = /^\/nodes\/([^/]+)/.exec(path)?.[1];
  if (node !== undefined && !world.proxmox.nodes.includes(node))
    return {
      status: 596,
      reason: `hostname lookup '${node}' failed - failed to get address info for: ${node}: Name or service not known`,
      body: { data: null },
    };
  const general = node === undefined ? path : path.replace(`/nodes/${node}`, '/nodes/{node}');
  for (const route of ROUTES) {
    const match = route.path.exec(general);
    if (!match || route.method !== request.method) continue;
    const given = request.method === 'GET' ? request.query : { ...request.query, ...request.form };
    return (
      verify(route.endpoint, given) ??
      route.answer({ world, now, node: node ?? '', at: match.slice(1), given })
    );
  }
  return notImplemented(request.method, path);
};
