import type { Level } from '../line.ts';

/** What one prefix says. `rest` is the line without it. */
export interface Peeled {
  readonly rest: string;
  readonly level?: Level;
  readonly host?: string;
  readonly program?: string;
  readonly source?: string;
}

export interface Prefix {
  /** What its first character can be, so that most forms need no trial. */
  readonly starts: RegExp;
  readonly form: RegExp;
  readonly peel: (m: RegExpExecArray, rest: string) => Peeled;
}

const LEVELS: Readonly<Record<string, Level>> = {
  trace: 'debug',
  debug: 'debug',
  dbg: 'debug',
  d: 'debug',
  info: 'info',
  inf: 'info',
  i: 'info',
  notice: 'info',
  n: 'info',
  warn: 'warn',
  warning: 'warn',
  wrn: 'warn',
  w: 'warn',
  error: 'error',
  err: 'error',
  e: 'error',
  fatal: 'error',
  ftl: 'error',
  f: 'error',
  panic: 'error',
  dpanic: 'error',
  crit: 'error',
  critical: 'error',
  c: 'error',
  alert: 'error',
  emerg: 'error',
};

/** A level word of any logger as one of ours. */
const levelOf = (word: string): Level => LEVELS[word.toLowerCase()] ?? 'none';

const plain = (_: RegExpExecArray, rest: string): Peeled => ({ rest });
const level = (m: RegExpExecArray, rest: string): Peeled => ({ rest, level: levelOf(m[1] ?? '') });

/** Prefixes, each anchored and without nested repetition. The first that matches is taken off; then again. */
export const PREFIXES: readonly Prefix[] = [
  // RFC 3339 and its relatives, in brackets or bare: CI runners, zap, zerolog, Python logging, etcd
  {
    starts: /[\d[(]/,
    form: /^[[(]?\d{4}-\d\d-\d\d[T _]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|(?: ?[+-]\d\d:?\d\d))?(?: (?:UTC|GMT|[A-Z]{2,3}T)\b)?[\])]?[:,]?(?:\s+|$)/,
    peel: plain,
  },
  // Go's log package, nginx, and Talos on a console: 2024/07/14 22:51:54, 14/07/2024 22:51:54
  {
    starts: /[\d[]/,
    form: /^\[?(?:\d{4}\/\d\d\/\d\d|\d\d\/\d\d\/\d{4}) \d\d:\d\d:\d\d(?:\.\d{1,6})?\]?:?\s+/,
    peel: plain,
  },
  // dmesg -T and asctime: [Mon Nov 28 09:16:58 2016]
  {
    starts: /[SMTWF[]/,
    form: /^\[?[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [A-Z]{3,4})? \d{4}\]?:?\s+/,
    peel: plain,
  },
  // syslog (RFC 3164): Dec 21 04:27:09 host program[pid]:
  {
    starts: /[JFMASOND]/,
    form: /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})? (\S{1,80}) ([\w./@-]{1,80})(?:\[\d{1,8}\])?:\s+/,
    peel: (m, rest) => ({ rest, host: m[1] ?? '', program: m[2] ?? '' }),
  },
  // systemd's child before it became the service: Aug 23 00:00:00 host (cprofile)[148247]:
  {
    starts: /[JFMASOND]/,
    form: /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})? (\S{1,80}) \([\w.@-]{1,20}\)\[\d{1,8}\]:\s+/,
    peel: (m, rest) => ({ rest, host: m[1] ?? '', program: 'systemd' }),
  },
  // journalctl -o short-iso leaves `host program[pid]:`, dmesg leaves `program[pid]:` once the time is off
  {
    starts: /[a-z]/,
    form: /^([a-z][\w@-]{0,60})\[\d{1,8}\]:\s+/,
    peel: (m, rest) => ({ rest, program: m[1] ?? '' }),
  },
  // a bare clock: bash PS4, make, docker compose, Helm: 14:21:53.804, [14:21:53]
  { starts: /[\d[]/, form: /^\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?:?\s+/, peel: plain },
  // klog and glog: E1010 08:27:53.570234   38689 memcache.go:265]
  {
    starts: /[IWEF]/,
    form: /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{6}\s+\d{1,9} ([\w./-]{1,80}):\d{1,6}\]\s*/,
    peel: (m, rest) => ({ rest, level: levelOf(m[1] ?? ''), source: m[2] ?? '' }),
  },
  // talosctl dmesg and logs: 10.0.0.52: user: warning: [2026-…]:   (Talos writes all of its own lines as `warning`)
  {
    starts: /[\w.:-]/,
    form: /^([\w.:-]{1,80}): +(?:kern|user|daemon|syslog): +\w{1,10}: +\[[^\]]{1,40}\]: /,
    peel: (m, rest) => ({ rest, host: m[1] ?? '' }),
  },
  // the kernel's ring buffer: [ 1234.567890]
  { starts: /\[/, form: /^\[ {0,6}\d{1,8}\.\d{6}\]\s+/, peel: plain },
  // BuildKit: #10 85.972, #10 [stage 2/5] …, and 85.972 alone where it quotes a failed step
  { starts: /#/, form: /^#\d{1,4} (?:\d{1,6}\.\d{1,3}\s+)?/, peel: plain },
  { starts: /\d/, form: /^\d{1,6}\.(?:\d{3} (?=\S)|\d{1,2} (?=[EWN]: |ERROR|[Ee]rror|fatal))/, peel: plain },
  // capnslog (etcd 3.x): E | rafthttp:
  {
    starts: /[EWINDC]/,
    form: /^([EWINDC]) \| ([\w./-]{1,40}): /,
    peel: (m, rest) => ({ rest, level: levelOf(m[1] ?? ''), source: m[2] ?? '' }),
  },
  // etcd before 2.0, within its line of the journal: [etcd] Oct 28 05:05:12.543 CRITICAL |
  {
    starts: /\[/,
    form: /^\[(etcd)\] [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\.\d{3} ([A-Z]{4,8}) {1,6}\| /,
    peel: (m, rest) => ({ rest, level: levelOf(m[2] ?? ''), source: m[1] ?? '' }),
  },
  // zerolog's console, charm log: ERR, INF, WRN
  { starts: /[TDIWEFP]/, form: /^(TRC|DBG|INF|WRN|ERR|FTL|PNC|DEBU|ERRO|FATA)\s+/, peel: level },
  // logrus on a terminal: FATA[0000], with seconds since the start
  { starts: /[TDIWEFP]/, form: /^(TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\[\d{4,8}\] {1,4}/, peel: level },
  // Spring Boot: ERROR 7808 --- [           main] o.s.boot.SpringApplication   :
  {
    starts: /[TDIWEF]/,
    form: /^(TRACE|DEBUG|INFO|WARN|ERROR|FATAL) \d{1,8} --- (?:\[[^\]]{1,60}\] ){1,3}([\w.$[\]/-]{1,80}) {0,60}: /,
    peel: (m, rest) => ({ rest, level: levelOf(m[1] ?? ''), source: m[2] ?? '' }),
  },
  // Envoy: [2025-04-09 02:29:35.230][17][warning][config] [source/x.cc:138]
  {
    starts: /\[/,
    form: /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\]\[\d{1,8}\]\[(\w{1,10})\]\[([\w.-]{1,40})\] (?:\[[\w./-]{1,200}:\d{1,6}\] )?/,
    peel: (m, rest) => ({ rest, level: levelOf(m[1] ?? ''), source: m[2] ?? '' }),
  },
  // nginx: [error] 29#29: *3112
  {
    starts: /\[/,
    form: /^\[(emerg|alert|crit|error|warn|notice|info|debug)\] \d{1,8}#\d{1,8}: (?:\*\d{1,12} )?/,
    peel: level,
  },
  // docker compose: web-1  |
  {
    starts: /[a-z\d]/,
    form: /^([a-z0-9][\w.-]{0,60}(?:(?<=[-_]\d{1,3}) {1,40}| {2,40}))\| /,
    peel: (m, rest) => ({ rest, program: (m[1] ?? '').trimEnd() }),
  },
  // zap's console (tabs), logback, Python logging: INFO<tab>controller<tab>
  {
    starts: /[[DINWEFCdi]/,
    form: /^\[?(DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|debug|info)\]?(?:\t| {1,4}(?=[[\w]))(?:([\w.-]{1,80})\t)?/,
    peel: (m, rest) => ({
      rest,
      level: levelOf(m[1] ?? ''),
      ...(m[2] === undefined ? {} : { source: m[2] }),
    }),
  },
  // Calico: [INFO][43] felix/table.go 570:
  {
    starts: /\[/,
    form: /^\[(DEBUG|INFO|WARNING|ERROR|FATAL|PANIC)\]\[\d{1,8}(?:\/\d{1,8})?\] ([\w./-]{1,80}) \d{1,6}: /,
    peel: (m, rest) => ({ rest, level: levelOf(m[1] ?? ''), source: m[2] ?? '' }),
  },
  // Redis: 1988:M 05 May 2025 11:23:04.084 #  with * for a notice, . and - for less
  {
    starts: /\d/,
    form: /^\d{1,8}:[CMSX] \d{1,2} [A-Z][a-z]{2} (?:\d{4} )?\d\d:\d\d:\d\d\.\d{3} (?:#|([*.-])) /,
    peel: (m, rest) => (m[1] === undefined ? { rest } : { rest, level: 'info' }),
  },
  // MySQL and MariaDB, with their thread: 1 [ERROR] [MY-012592] [InnoDB]
  {
    starts: /\d/,
    form: /^\d{1,10} \[(System|Note|Warning|ERROR)\] (?:\[(MY-\d{1,8})\] (?:\[\w{1,20}\] )?)?/,
    peel: (m, rest) => ({
      rest,
      level: m[1] === 'ERROR' ? 'error' : m[1] === 'Warning' ? 'warn' : 'info',
      ...(m[2] === undefined ? {} : { source: m[2] }),
    }),
  },
  // a thread's name before the level or the message (logback, log4j): [http-nio-8080-exec-3], [pool-2-thread-1]
  {
    starts: /\[/,
    form: /^\[(?=[^\]]{0,60}(?:exec|thread|pool|nio|Loop|schedul|Executor))[a-zA-Z][\w.$@#-]{1,60}-\d{1,6}\] +/,
    peel: plain,
  },
  // PostgreSQL, with its pid and line number: [34] LOG:  , [126-1] FATAL:  ; LOG says nothing about how bad it is
  {
    starts: /\[/,
    form: /^\[\d{1,8}(?:-\d{1,8})?\]:? (?:LOG: +|(?=(?:ERROR|FATAL|PANIC|WARNING|STATEMENT|DETAIL|HINT|CONTEXT|NOTICE): ))/,
    peel: plain,
  },
  // Ruby's Logger: E, [2024-05-01T10:00:00.123456 #1234] ERROR -- :
  {
    starts: /[DIWEFA]/,
    form: /^([DIWEFA]), \[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9} ?#\d{1,9}\] {1,3}[A-Z]{3,5} -- ([\w:.]{0,60}): /,
    peel: (m, rest) => ({ rest, level: levelOf(m[1] ?? ''), ...(m[2] ? { source: m[2] } : {}) }),
  },
  // HAProxy, with the day of the year, the time and its pid: [ALERT] 013/235213 (1) :
  {
    starts: /\[/,
    form: /^\[(NOTICE|WARNING|ALERT)\] {1,4}(?:\d{3}\/\d{6})? {0,4}\(\d{1,8}\) : /,
    peel: level,
  },
  // kubectl logs --prefix; stern and k9s, which write the pod before what it logs
  { starts: /\[/, form: /^\[pod\/[\w./-]{1,200}\] /, peel: plain },
  {
    starts: /[a-z\d]/,
    form: /^([a-z0-9][a-z0-9.-]{2,120}-[a-z0-9]{5}) (?:[a-z0-9-]{1,63} )?(?=[IWEF]\d{4} \d\d:|\{"|(?:time|ts|level)=)/,
    peel: (m, rest) => ({ rest, program: m[1] ?? '' }),
  },
  // GitHub Actions and Azure Pipelines: ##[error]
  { starts: /#/, form: /^##\[(error|warning|debug)\]/, peel: level },
];
