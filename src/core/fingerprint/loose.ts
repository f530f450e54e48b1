/** The shape of an error with names and numbers as parameters: "looks like", never "is". */

const PARAMETERS: readonly (readonly [RegExp, string])[] = [
  [/"[^"]{0,400}"|'[^']{0,400}'|`[^`]{0,400}`/g, '<text>'],
  [/\bhttps?:\/\/[^\s"'),;]{1,400}/g, '<url>'],
  [/(?:\.{0,2}\/)?[\w.@+-]{1,80}(?:\/[\w.@+:%-]{0,120}){1,20}/g, '<path>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b/g, '<host>'],
  [/<\w+>/g, '<x>'],
  // what holds a digit, dot, dash or underscore inside is a name; error names like E404 and 3-digit codes are not
  [/(?<![\w<-])(?![A-Z]{1,10}\d{0,3}\b)[A-Za-z][\w]{0,80}(?:[._:@-][\w]{1,80}){1,12}/g, '<name>'],
  [/(?<![\w<])(?!E[A-Z]{2,})(?=[A-Za-z]{0,40}\d)[A-Za-z][\w]{1,80}\b/g, '<name>'],
  [/\d+/g, '0'],
  [/<(?:x|name|path|host|text|url)>(?:[ ,:]{1,3}<(?:x|name|path|host|text|url)>)+/g, '<x>'],
];

/** @param text a masked line; @returns its shape. Linear: every form is bounded. */
export const looseOf = (text: string): string => {
  let shape = text;
  for (const [form, to] of PARAMETERS) shape = shape.replace(form, to);
  return shape.replace(/\s+/g, ' ').toLowerCase().trim();
};
