/** What a scripted model is asked, and what it may answer. */

/** One request as the script sees it. */
interface ScriptTurn {
  readonly api: 'chat' | 'responses';
  readonly model: string;
  /** All input text, joined by newlines: instructions, messages, tool outputs. */
  readonly text: string;
  /** Requests for this model that reached the script so far, this one included: from 1. */
  readonly n: number;
}

/** Ways in which an answer goes wrong below the level of its text. */
export type ScriptedFault =
  /** The request is read and nothing ever comes back. */
  | 'stall-headers'
  /** Headers and a first piece come, then nothing. */
  | 'stall-body'
  /** The connection breaks in the middle of the body. */
  | 'cut'
  /** The token limit ended the answer: `finish_reason: length`, or `incomplete`. */
  | 'length'
  /** A body without end, until the client hangs up or 256 MiB are sent. */
  | 'huge'
  /** Not JSON; on a stream, not events. */
  | 'garbage'
  /** A well-formed answer without text. */
  | 'empty'
  /** The model declines. */
  | 'refusal';

/** A call of one of the tools that the request offered: a JSON function, or a free-text tool. */
export type ScriptedCall =
  | { readonly name: string; readonly arguments: object }
  | { readonly name: string; readonly input: string };

export type ScriptedAnswer =
  /** An object of the reply schema, sent as JSON text. */
  | { readonly reply: object }
  | { readonly text: string }
  /** Tool calls, as an agent CLI expects them. */
  | { readonly calls: readonly ScriptedCall[] }
  /** A raw HTTP answer; a string body is sent as it is, anything else as JSON. */
  | {
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly fault: ScriptedFault };

export type Script = (turn: ScriptTurn) => ScriptedAnswer | Promise<ScriptedAnswer>;
