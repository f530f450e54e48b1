/** What the API sends back: the reason phrase matters, older Proxmox puts the message only there. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export const ok = (data: unknown): Answer => ({ status: 200, reason: 'OK', body: { data } });

/** A die in Perl: 500 with the message in the body and, cut at the line end, in the status line. */
export const died = (message: string): Answer => ({
  status: 500,
  reason: message,
  body: { data: null, message: `${message}\n` },
});

export const unauthorized = (reason: string): Answer => ({ status: 401, reason, body: { data: null } });

/** @param errors parameter → what is wrong with it. */
export const badParameters = (errors: Readonly<Record<string, string>>): Answer => ({
  status: 400,
  reason: 'Parameter verification failed.',
  body: { data: null, errors, message: 'Parameter verification failed.\n' },
});

export const notImplemented = (method: string, path: string): Answer => ({
  status: 501,
  reason: `Method '${method} ${path}' not implemented`,
  body: { data: null, message: `Method '${method} ${path}' not implemented\n` },
});
