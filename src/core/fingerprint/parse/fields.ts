/** Structured parts of a message as name/value pairs, without what changes from run to run. */

export type Field = readonly [name: string, value: string];

/**
 * Names whose value says when, how long, how often or which run, never what is wrong. From zap/logrus/zerolog loggers,
 * controller-runtime, Ansible results, etcd, cloudflared, Loki and Kubernetes object metadata.
 */
const VOLATILE = new Set(
  `ts time timestamp t date eventtime firsttimestamp lasttimestamp starttime endtime start end delta elapsed took
  duration latency age uptime since deadline attempt attempts retries retry retry_count count times
  pid tid thread goroutine goid worker_id workerid process_id processid thread_id threadid conn_id connid
  uid uuid id request_id requestid req_id trace_id traceid span_id spanid correlation_id reconcileid reconcile_id
  session connection connindex event stream seq offset
  resourceversion generation observedgeneration revision lastattemptedrevision lastappliedrevision rv
  local-member-id remote-peer-id member_id peer_id ansible_job_id node_id nonce digest checksum
  bytes size length written read_bytes resp_size stacktrace stack trace caller_stack
  stdout_lines stderr_lines invocation ansible_facts discovered_interpreter_python changed failed level v`.split(
    /\s+/,
  ),
);

/** Whether the value of this name is left out of a fingerprint. */
const isVolatile = (name: string): boolean => {
  const last = name.toLowerCase().slice(name.lastIndexOf('.') + 1);
  // grpc.time_ms, elapsed_seconds, start_time
  return VOLATILE.has(last) || /_(?:ms|msec|secs?|seconds|nanos|time)$/.test(last);
};

const flatten = (value: unknown, name: string, depth: number, out: Field[]): void => {
  if (out.length > 200 || value === null || value === '' || isVolatile(name)) return;
  if (typeof value !== 'object') out.push([name, String(value)]);
  else if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    out.push([name, value.join(' ')]);
  else if (depth < 5)
    for (const [key, item] of Object.entries(value as object))
      flatten(item, name === '' || Array.isArray(value) ? key : `${name}.${key}`, depth + 1, out);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Text in braces that is not JSON is common and stays text.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/**
 * The JSON object that a message is, or ends with (zap's console, Talos, Ansible's `=> {…}`).
 * @returns the text before it and its fields; undefined when there is none. Two attempts at most, so linear.
 */
export const jsonFields = (
  message: string,
): { readonly head: string; readonly fields: Field[] } | undefined => {
  if (!message.endsWith('}')) return undefined;
  const first = message.indexOf('{');
  const quoted = message.search(/\{\s*"/);
  for (const at of new Set([quoted, first])) {
    if (at < 0) continue;
    const value = parsed(message.slice(at));
    if (typeof value !== 'object' || value === null) continue;
    const fields: Field[] = [];
    flatten(value, '', 0, fields);
    return { head: message.slice(0, at).replace(/\s*(?:=>|:)?\s*$/, ''), fields };
  }
  return undefined;
};

/** logfmt pairs (logrus, Prometheus, Loki, containerd). Values are quoted, or end at a blank. */
const PAIR = /([A-Za-z_][\w.-]{0,60})=("(?:[^"\\]|\\.)*"|[^\s"]*)(?:\s+|$)/y;

/** A message that is nothing but logfmt pairs; undefined when it is anything else. Linear. */
export const logfmtFields = (message: string): Field[] | undefined => {
  if (!/^[A-Za-z_][\w.-]{0,60}=/.test(message)) return undefined;
  const fields: Field[] = [];
  PAIR.lastIndex = 0;
  let at = 0;
  while (at < message.length) {
    PAIR.lastIndex = at;
    const m = PAIR.exec(message);
    if (m === null) break;
    at = PAIR.lastIndex;
    const name = m[1] ?? '';
    const value = m[2] ?? '';
    if (!isVolatile(name) && value !== '')
      fields.push([name, value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value]);
  }
  // Prose that begins with one pair is prose.
  return at >= message.length && fields.length > 0 ? fields : undefined;
};
