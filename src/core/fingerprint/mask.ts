import { AMOUNTS } from './masks/amounts.ts';
import { IDS } from './masks/ids.ts';
import { NETWORK } from './masks/network.ts';
import type { Rule } from './masks/rule.ts';
import { TIMES } from './masks/times.ts';

/** One thing that was masked, for `explain`. */
export interface Masked {
  readonly name: string;
  readonly text: string;
}

/** In the order they are applied: a time must be gone before its digits look like a number. */
export const RULES: readonly Rule[] = [...TIMES, ...IDS, ...NETWORK, ...AMOUNTS];

/** Volatile `name=value` pairs in running text (zerolog, cloudflared, klog's structured calls, Python kwargs). */
export const VOLATILE_PAIRS =
  /(?<=^|[\s,{(])"?(?:connIndex|event|ip|took|elapsed|duration|latency|ts|time|attempts?|retry|pid|request_id|requestID|reqID|task_id|trace_?id|span_?id|uid|UID|resourceVersion|generation|revision|reconcileID|local-member-id|remote-peer-id|goroutine|caller)"?[=:] ?(?:"[^"]{0,200}"|[^\s,)}]{1,200})/g;
