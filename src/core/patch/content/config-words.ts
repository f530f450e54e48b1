/** Single settings of YAML and JSON that let everything pass, whatever stood there or in the place of what. */
import type { Entry } from './outline.ts';

/** Keys under which something is checked. */
export const CHECK_KEY =
  /^(?:(?:readiness|liveness|startup)[_-]?Probe|probes?|readiness|liveness|startup|health[_-]?checks?|checks?|verif(?:y|ication|ications)|validat(?:e|ion|ions)|assert(?:ion|ions|s)?|(?:expect|post[_-]?Deploy|preflight)[\w-]*|tests?|success[_-]?criteria|wait[_-]?for|alert|analysis|canaryAnalysis|conditions?|failed_when|(?:\w+\.){1,2}(?:wait_for\w*|assert|uri|fail)|\w+_configs)$/i;
/** Whether a value turns something on. */
export const truthy = (value: string): boolean => /^(?:true|yes|on|1)$/i.test(value);
/** Whether a value turns something off, or empties it. */
export const falsy = (value: string): boolean =>
  /^(?:false|no|off|0|null|~|none|never|\[\s*\]|\{\s*\})$/i.test(value);
/** Whether an entry stands under what is checked. */
export const isCheckPath = (path: readonly string[]): boolean =>
  path.slice(0, -1).some((key) => CHECK_KEY.test(key));

/** Keys that say when, or what happens on a failure, with the words that let everything pass. */
const WHEN = /^(?:if|when|only_?if)$/i;
const ON_FAILURE = /^(?:on_?)?(?:failure|errors?)$/i;
const PASSES = /^(?:ignore|continue|skip|warn)/i;
/** The keys that say it: most do not, and each is asked of every setting. */
const SPEAKS =
  /^(?:failed_when|if|when|only_?if|tags|(?:on_?)?(?:failure|errors?)|\w+Probe|\$patch|mute_time_intervals|receiver|severity|matchers?|progressDeadlineSeconds)$/i;

/** Why a setting, new or changed, lets everything pass. */
export function passes({ key, value, path }: Entry): string | undefined {
  if (!SPEAKS.test(key)) return undefined;
  if (key === 'failed_when' && (falsy(value) || /\band\s+(?:false|no)\b/i.test(value)))
    return 'a check is switched off';
  if (WHEN.test(key) && /^(?:false|never|0|\$\{\{\s*false\s*\}\})$/i.test(value)) return 'it is never run';
  if (key === 'tags' && /\bnever\b/.test(value)) return 'it is never run';
  if (ON_FAILURE.test(key) && PASSES.test(value)) return 'a failure is ignored';
  if (/^(?:readiness|liveness|startup)Probe$/.test(key) && /^(?:null|~|\{\s*\})$/.test(value))
    return 'a probe is taken out';
  if (key === '$patch' && value === 'delete' && isCheckPath(path)) return 'a probe is taken out';
  if (key === 'mute_time_intervals' && !falsy(value)) return 'alerts are silenced';
  if (/^matchers?$/.test(key) && /severity\W+(?:never|none|null)\b/i.test(value))
    return 'nobody is told of it';
  if (key === 'progressDeadlineSeconds' && Number(value) > 86_400) return `it waits ${value} s`;
  if (/^receiver$/i.test(key) && NOWHERE.test(value)) return 'alerts go nowhere';
  return /^severity$/i.test(key) && SILENT.test(value) && path.includes('rules')
    ? 'nobody is told of it'
    : undefined;
}

const NOWHERE = /^(?:null|none|black-?hole|dev-?null|drop\w*|noop|nobody|empty|silent|)$/i;
const SILENT = /^(?:none|info|ignored?|null|debug|silent|)$/i;

/** Why another word in the place of one asks less. */
export function looserWord({ key, value, path }: Entry, was: string): string | undefined {
  if (/^(?:module|prober)$/.test(key) && /^(?:http|grpc)/.test(was) && /^(?:tcp|icmp|dns|ping)/.test(value))
    return 'the probe looks at less than before';
  if (
    /status(?:_?codes?)?$|^expect\w*code\w*$/i.test(key) &&
    failures(value).some((code) => !was.includes(code))
  )
    return 'an error is expected';
  if (/status_?codes?$/i.test(key) && falsy(value)) return 'the expectation is taken out';
  if (isCheckPath(path) && /^https?:\/\/[^/]+\/?$/.test(value) && /^https?:\/\/[^/]+\/./.test(was))
    return 'the probe asks for nothing in particular';
  if (path.some((one) => one.endsWith('_configs')) && /^https?:\/\/(?:localhost|127\.)/.test(value))
    return 'alerts go nowhere';
  if (/^expect\w*(?:exit|rc)\w*$/i.test(key) && was === '0' && value !== '0') return 'a failure is expected';
  return key === 'expr' && path.includes('rules') ? looserAlert(was, value) : undefined;
}

/** HTTP statuses of failures (RFC 9110, 15.5 and 15.6) in a value. */
const failures = (value: string): readonly string[] => value.match(/\b[45]\d\d\b/g) ?? [];

const THRESHOLD = /(==|!=|>=?|<=?)\s*(-?\d+(?:\.\d+)?)\s*$/;
/** An alert whose threshold moves further than this hardly fires any more. */
const MAX_MOVE = 5;

/** Why an alert fires more seldom; thresholds may be tuned, but not away. */
function looserAlert(was: string, value: string): string | undefined {
  const [old, fresh] = [THRESHOLD.exec(was), THRESHOLD.exec(value)];
  if (old === null || fresh === null) return undefined;
  const [sign, limit] = [old[1]!, Number(old[2])];
  const [newSign, now] = [fresh[1]!, Number(fresh[2])];
  const rewritten = 'its threshold was rewritten';
  // No time series of `up`, or of a count, is below nothing.
  if (newSign.startsWith('<') && now < 0 && limit >= 0) return 'an alert can no longer fire';
  // `up == 0`, `up < 1` and `up != 1` say the same.
  if (sign[0] !== newSign[0])
    return sign === '==' && !newSign.startsWith('>') && now === limit + 1 ? undefined : rewritten;
  if (now === limit) return undefined;
  if (sign === '==' || sign === '!=') return rewritten;
  const less = sign.startsWith('<') ? now * MAX_MOVE < limit : now > limit * MAX_MOVE;
  return less ? rewritten : undefined;
}
