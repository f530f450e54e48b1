import type { Rule } from './rule.ts';

/** When. */
export const TIMES: readonly Rule[] = [
  // RFC 3339, ISO 8601, npm's file names (2024-11-22T06_53_56_362Z), logs of Java and Python
  {
    name: 'time',
    form: /(?<![0-9A-Za-z])\d{4}-\d\d-\d\d[T _]\d\d[:_.-]\d\d[:_.-]\d\d(?:[.,_]\d{1,9})?(?:Z|(?: ?[+-]\d\d:?\d\d))?(?: (?:UTC|[A-Z]{3,4})\b)?(?: m=[+-][\d.]{1,20})?/g,
    to: '<time>',
  },
  { name: 'time', form: /\b\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?/g, to: '<time>' },
  {
    name: 'time',
    form: /\b\d\d\/(?:\d\d|[A-Z][a-z]{2})\/\d{4}[: ]\d\d:\d\d:\d\d(?: [+-]\d{4})?/g,
    to: '<time>',
  },
  // asctime, RFC 1123, systemd: Tue 2019-10-22 04:05:03 CEST, Mon Nov 28 09:16:58 2016
  {
    name: 'time',
    form: /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:\d{1,2} [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{2} [ \d]\d|<time>)(?: \d\d:\d\d:\d\d)?(?: [A-Z]{3,4}\b)?(?: \d{4}\b)?/g,
    to: '<time>',
  },
  {
    name: 'time',
    form: /\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d\b/g,
    to: '<time>',
  },
  // the kernel's clock where no logger's prefix stands before it; seconds since 1970 with a fraction (Fluent Bit's chunks)
  { name: 'time', form: /\[ {0,6}\d{1,8}\.\d{6}\]|\b1[67]\d{8}\.\d{3,9}\b(?!\.(?:\W|$))/g, to: '<time>' },
  // klog inside a quoted output: E1002 09:59:36.281103  943149 remote_image.go:171]
  { name: 'klog', form: /\b[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6}\s+\d{1,9} /g, to: '<klog> ' },
  // a date with its month in words and no time of day that was seen above: Sunday 25 March 2026, 25 Mar 2026
  {
    name: 'time',
    form: /\b(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Satur|Sat|Sun)(?:day)?,? )?\d{1,2} (?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?) \d{4}\b/g,
    to: '<date>',
  },
  { name: 'time', form: /(?<![0-9A-Za-z])\d{4}-\d\d-\d\d(?![0-9A-Za-z])/g, to: '<date>' },
  { name: 'time', form: /(?<![\w:.])\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?![\w:])/g, to: '<time>' },
];
