import { StringDecoder } from 'node:string_decoder';
import { guard } from './guard.ts';

/** An escape sequence this long is none: it is not waited for any further. */
const LONGEST_ESCAPE = 256;

/** A guard for a text that comes in pieces: holds back a piece's end that may be half a character or half an escape. */
export const guardStream = (colour: boolean): ((chunk: Buffer) => string) => {
  const decoder = new StringDecoder('utf8');
  let held = '';
  return (chunk) => {
    const text = held + decoder.write(chunk);
    const at = text.lastIndexOf('\u001b');
    const open =
      at !== -1 &&
      text.length - at < LONGEST_ESCAPE &&
      /^\u001b(?:[\]PX^_][^\u0007\u001b\n]*|\[[0-?]*[ -/]*|[ -/]*)$/.test(text.slice(at));
    held = open ? text.slice(at) : text.endsWith('\r') ? '\r' : '';
    return guard(text.slice(0, text.length - held.length), colour);
  };
};
