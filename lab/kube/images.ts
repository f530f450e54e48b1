/** An image the registries of the world have, and what its program does when it starts. */
export interface Image {
  readonly repository: string;
  readonly tags: readonly string[];
  /** Ports it listens on, unless its program says otherwise. */
  readonly ports: readonly number[];
  readonly root?: boolean;
}

const image = (
  repository: string,
  tags: readonly string[],
  ports: readonly number[],
  more: Partial<Image> = {},
): Image => ({ repository, tags, ports, ...more });

/** Images of plain manifests. Charts bring their own, which the charts' catalogue vouches for. */
export const IMAGES: readonly Image[] = [
  image('docker.io/traefik/whoami', ['v1.10.4', 'v1.11.0', 'v1.12.0', 'latest'], [80]),
  image('ghcr.io/gethomepage/homepage', ['v1.3.2', 'v1.4.4', 'v1.4.5', 'v1.4.6', 'v1.5.0', 'latest'], [3000]),
  image(
    'docker.io/cloudflare/cloudflared',
    ['2025.11.1', '2026.3.0', '2026.7.1', '2026.8.0', '2026.8.2', '2026.8.3', 'latest'],
    [2000],
  ),
];

/** `traefik/whoami:v1` → `docker.io/traefik/whoami` and `v1`. */
export const splitImage = (reference: string): { readonly repository: string; readonly tag: string } => {
  const [path = '', digest] = reference.split('@');
  const slash = path.lastIndexOf('/');
  const colon = path.lastIndexOf(':');
  const tag = colon > slash ? path.slice(colon + 1) : digest ? '' : 'latest';
  const bare = colon > slash ? path.slice(0, colon) : path;
  const first = bare.split('/')[0] ?? '';
  const repository = !bare.includes('/')
    ? `docker.io/library/${bare}`
    : /[.:]/.test(first) || first === 'localhost'
      ? bare
      : `docker.io/${bare}`;
  return { repository, tag };
};

/** Why an image cannot be pulled, in containerd's words; undefined when it can. */
export const pullProblem = (reference: string): string | undefined => {
  const { repository, tag } = splitImage(reference);
  const full = `${repository}:${tag}`;
  const resolve = `failed to pull and unpack image "${full}": failed to resolve reference "${full}"`;
  const known = IMAGES.find((each) => each.repository === repository);
  if (!known)
    return `${resolve}: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
  return known.tags.includes(tag)
    ? undefined
    : `rpc error: code = NotFound desc = ${resolve}: ${full}: not found`;
};

export const imageOf = (reference: string): Image | undefined =>
  IMAGES.find((each) => each.repository === splitImage(reference).repository);
