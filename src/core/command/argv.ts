/** Turns a command string of the context map into an argv, without a shell: what needs a shell is refused. */

export type CommandLine =
  | { readonly ok: true; readonly argv: readonly string[] }
  | {
      readonly ok: false;
      /** What in the text cannot be done, one sentence. */
      readonly reason: string;
      /** What to write instead, one sentence. */
      readonly instead: string;
    };

interface Refusal {
  readonly ok: false;
  readonly reason: string;
  readonly instead: string;
}

const refuse = (reason: string, instead: string): Refusal => ({ ok: false, reason, instead });

/** A script name made of the first words, so that the advice can be followed as it stands. */
const scriptFor = (text: string): string => {
  const words = (text.split(/[|<>&;()`$\n]/)[0] ?? '').toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return `scripts/${words.slice(0, 3).join('-') || 'check'}.sh`;
};

const intoScript = (what: string, text: string): string =>
  `Put ${what} into a script, for example ${scriptFor(text)}, and name that.`;

const QUOTE = 'Put the word in single quotes if it is meant as it stands; otherwise name the files.';

const backtick = (text: string): Refusal =>
  refuse('"`" runs a command inside the command, which needs a shell', intoScript('the command', text));

/** What an unquoted character means to a shell and not to us. */
const operator = (text: string, at: number): Refusal | undefined => {
  const char = text[at];
  const pair = text.slice(at, at + 2);
  if (pair === '&&' || pair === '||' || char === ';')
    return refuse(
      `${JSON.stringify(char === ';' ? ';' : pair)} joins several commands, which needs a shell`,
      intoScript('the commands', text),
    );
  if (char === '|')
    return refuse('"|" makes a pipeline, which needs a shell', intoScript('the pipeline', text));
  if (char === '&')
    return refuse(
      '"&" starts a command in the background, which needs a shell',
      'Leave it out: orch waits for the command.',
    );
  if (char === '<' || char === '>')
    return refuse(
      `${JSON.stringify(char)} redirects, which needs a shell`,
      /^>&\d/.test(text.slice(at))
        ? 'Leave it out: stdout and stderr both go to the log.'
        : intoScript('the command', text),
    );
  if (char === '`') return backtick(text);
  if (char === '(' || char === ')')
    return refuse(
      `${JSON.stringify(char)} groups commands, which needs a shell`,
      intoScript('the commands', text),
    );
  if (char === '\n' || char === '\r')
    return refuse('the command has several lines', intoScript('the lines', text));
  if (char === '*' || char === '?' || char === '[')
    return refuse(`${JSON.stringify(char)} is a file pattern, which needs a shell`, QUOTE);
  if (char !== undefined && /[\0-\x08\x0b-\x1f\x7f]/.test(char))
    return refuse('the command holds a control character', 'Remove it.');
  return undefined;
};

type Expansion = Refusal | { readonly ok: true; readonly value: string; readonly end: number };

/** `$NAME` and `${NAME}`; a `$` that names nothing stands for itself. */
const expand = (text: string, at: number, env: Readonly<Record<string, string | undefined>>): Expansion => {
  const rest = text.slice(at + 1);
  if (rest.startsWith('('))
    return refuse(
      '"$(" runs a command inside the command, which needs a shell',
      intoScript('the command', text),
    );
  const [whole, braced, bare] = /^(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/.exec(rest) ?? [];
  const name = braced ?? bare;
  if (whole === undefined || name === undefined) {
    if (/^[{@*#?$!\d'"-]/.test(rest))
      return refuse(
        `${JSON.stringify(`$${rest.slice(0, rest.startsWith('{') ? rest.indexOf('}') + 1 || 12 : 1)}`)} needs a shell`,
        `Only $NAME and \${NAME} are filled in; set a default under env.`,
      );
    return { ok: true, value: '$', end: at + 1 };
  }
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined)
    return refuse(
      `the variable ${name} is not set`,
      `Set ${name} in the environment or under env, or write its value.`,
    );
  return { ok: true, value, end: at + 1 + whole.length };
};

/** Words that a shell itself carries out: there is no such program. */
const SHELL_WORDS = new Set(
  (
    'if then else elif fi for while until do done case esac function select time { } [[ ! ' +
    '. : alias bg break builtin cd command continue declare eval exec export fg hash history jobs let local popd ' +
    'pushd read readonly return set shift shopt source trap type typeset ulimit umask unalias unset wait'
  ).split(' '),
);

interface Word {
  text: string;
  /** True when part of it was quoted: it is then a word even when empty, and nothing in it is syntax. */
  quoted: boolean;
}

/** What a word means by its beginning. */
const wordSyntax = (word: Word, first: boolean, text: string): Refusal | undefined => {
  if (!first || word.quoted) return undefined;
  if (/^[A-Za-z_]\w*=/.test(word.text))
    return refuse(
      `${JSON.stringify(word.text.slice(0, word.text.indexOf('=') + 1))} in front of a command needs a shell`,
      'Put the variable under env of the stage.',
    );
  if (SHELL_WORDS.has(word.text))
    return refuse(
      `${JSON.stringify(word.text)} is part of the shell, not a program`,
      intoScript('the command', text),
    );
  return undefined;
};

/** The text between two quotes, from after the first one; undefined when it is not closed. */
const single = (text: string, from: number): { readonly value: string; readonly end: number } | undefined => {
  const end = text.indexOf("'", from);
  return end === -1 ? undefined : { value: text.slice(from, end), end: end + 1 };
};

const double = (text: string, from: number, env: Readonly<Record<string, string | undefined>>): Expansion => {
  let value = '';
  for (let at = from; at < text.length; ) {
    const char = text[at] ?? '';
    if (char === '"') return { ok: true, value, end: at + 1 };
    if (char === '`') return backtick(text);
    if (char === '\\' && /[$`"\\\n]/.test(text[at + 1] ?? '')) {
      value += text[at + 1] === '\n' ? '' : text[at + 1];
      at += 2;
    } else if (char === '$' && text[at + 1] !== '"') {
      const expanded = expand(text, at, env);
      if (!expanded.ok) return expanded;
      value += expanded.value;
      at = expanded.end;
    } else {
      value += char;
      at += 1;
    }
  }
  return refuse('a double quote is not closed', 'Close it.');
};

/** One step of the reader: the text that a piece stands for, and where the next one begins. */
const piece = (
  text: string,
  at: number,
  env: Readonly<Record<string, string | undefined>>,
):
  | Refusal
  | { readonly ok: true; readonly value: string; readonly end: number; readonly quoted: boolean } => {
  const char = text[at] ?? '';
  if (char === "'") {
    const found = single(text, at + 1);
    return found === undefined
      ? refuse('a single quote is not closed', 'Close it.')
      : { ok: true, ...found, quoted: true };
  }
  if (char === '"') {
    const found = double(text, at + 1, env);
    return found.ok ? { ...found, quoted: true } : found;
  }
  if (char === '\\') {
    const next = text[at + 1];
    if (next === undefined) return refuse('the command ends in a backslash', 'Leave it out.');
    return { ok: true, value: next, end: at + 2, quoted: true };
  }
  if (char === '$') {
    const found = expand(text, at, env);
    return found.ok ? { ...found, quoted: false } : found;
  }
  const refused = operator(text, at);
  if (refused !== undefined) return refused;
  if (/^\{[^{}\s'"]*(?:,|\.\.)[^{}\s'"]*\}/.test(text.slice(at)))
    return refuse('"{" with a comma or ".." makes several words, which needs a shell', QUOTE);
  return { ok: true, value: char, end: at + 1, quoted: false };
};

/**
 * Reads `text` as a POSIX shell reads a simple command: blanks, quotes, backslashes, and `$NAME` or `${NAME}` from `env`
 * (always one part of one word, never split again). Refused, with what to write instead: an unset variable, and all that
 * only a shell can do (pipes, lists, redirections, substitutions, patterns, `~`, assignments, comments, several lines).
 */
export const parseCommandLine = (
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): CommandLine => {
  const source = text.trim();
  const argv: string[] = [];
  let word: Word | undefined;
  /** Ends the present word; a word of unquoted empty variables only is none, as in a shell. */
  const end = (): Refusal | undefined => {
    const wrong = word === undefined ? undefined : wordSyntax(word, argv.length === 0, source);
    if (word !== undefined && (word.text !== '' || word.quoted)) argv.push(word.text);
    word = undefined;
    return wrong;
  };
  for (let at = 0; at < source.length; ) {
    const char = source[at] ?? '';
    if (char === '\\' && source[at + 1] === '\n') {
      at += 2;
      continue;
    }
    if (char === ' ' || char === '\t') {
      const wrong = end();
      if (wrong !== undefined) return wrong;
      at += 1;
      continue;
    }
    if (word === undefined && char === '#')
      return refuse('"#" begins a comment', 'Write the comment as a YAML comment, or quote the word.');
    if (word === undefined && char === '~')
      return refuse('"~" stands for a home folder only in a shell', `Write \${HOME} instead.`);
    const read = piece(source, at, env);
    if (!read.ok) return read;
    word = { text: (word?.text ?? '') + read.value, quoted: (word?.quoted ?? false) || read.quoted };
    at = read.end;
  }
  const wrong = end();
  if (wrong !== undefined) return wrong;
  if (argv.length === 0 || argv[0] === '')
    return refuse('the command is empty', 'Write the command and its arguments.');
  return { ok: true, argv };
};
