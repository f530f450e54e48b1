import type { Program } from './programs.ts';
import { envValue } from './references.ts';
import { at, list } from './view.ts';

/** traefik/whoami: a small web server; `--port`, `WHOAMI_PORT_NUMBER`; it knows no other long option than these. */
export const whoami: Program = (view, namespace, _spec, container) => {
  const args = [...list(at(container, 'args'))].map(String);
  const words = args.flatMap((arg) => arg.split('='));
  const unknown = args.find(
    (arg) => arg.startsWith('-') && !/^--?(port|cert|key|cacert|name|verbose)(=|$)/.test(arg),
  );
  if (unknown !== undefined)
    return {
      crash: {
        code: 2,
        log: [
          `flag provided but not defined: ${unknown.replace(/^--/, '-').split('=')[0]}`,
          'Usage of /whoami:',
          '  -name string',
          '    \tGive me a name',
          '  -port string',
          '    \tGive me a port number (default "80")',
          '  -verbose',
          '    \tEnable verbose logging',
        ],
      },
    };
  const index = words.findIndex((word) => /^--?port$/.test(word));
  const port =
    index >= 0 ? words[index + 1] : (envValue(view, namespace, container, 'WHOAMI_PORT_NUMBER') ?? '80');
  const number = Number(port);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    return {
      crash: {
        code: 1,
        log: [
          `2026/11/20 20:14:07 Starting up on port ${port}`,
          `2026/11/20 20:14:07 listen tcp: lookup tcp/${port}: unknown port`,
        ],
      },
    };
  return { ports: [number] };
};
