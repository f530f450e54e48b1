import type { Composed } from './compose.ts';
import { countTokens } from './input-text.ts';

/** What every rendering needs to know of its request. */
export interface Asked {
  readonly id: string;
  readonly model: string;
  /** Unix seconds. */
  readonly created: number;
  readonly inputText: string;
  /** `stream_options.include_usage` of chat. */
  readonly includeUsage: boolean;
}

const usageOf = (asked: Asked, answer: Composed) => {
  const prompt = countTokens(asked.inputText);
  const completion = countTokens(answer.text + JSON.stringify(answer.calls));
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
};

const toolCalls = (answer: Composed) =>
  answer.calls.map((call, index) => ({
    index,
    id: `call_${index + 1}`,
    type: 'function',
    function: {
      name: call.name,
      arguments: 'input' in call ? JSON.stringify({ input: call.input }) : JSON.stringify(call.arguments),
    },
  }));

const finishOf = (answer: Composed): string => {
  if (answer.stop === 'length') return 'length';
  return answer.calls.length > 0 ? 'tool_calls' : 'stop';
};

/** The body of a chat completion that is not streamed. */
export const chatBody = (asked: Asked, answer: Composed): object => ({
  id: `chatcmpl-${asked.id}`,
  object: 'chat.completion',
  created: asked.created,
  model: asked.model,
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: answer.refusal === undefined && answer.calls.length === 0 ? answer.text : null,
        refusal: answer.refusal ?? null,
        ...(answer.calls.length > 0
          ? { tool_calls: toolCalls(answer).map(({ index: _, ...call }) => call) }
          : {}),
      },
      logprobs: null,
      finish_reason: finishOf(answer),
    },
  ],
  usage: usageOf(asked, answer),
});

/** The server-sent events of a streamed chat completion, each a complete `data:` frame. */
export const chatFrames = (asked: Asked, answer: Composed): readonly string[] => {
  const chunk = (delta: object, finish: string | null) => ({
    id: `chatcmpl-${asked.id}`,
    object: 'chat.completion.chunk',
    created: asked.created,
    model: asked.model,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...(asked.includeUsage ? { usage: null } : {}),
  });
  const key = answer.refusal === undefined ? 'content' : 'refusal';
  const chunks: object[] = [chunk({ role: 'assistant', [key]: '' }, null)];
  for (const piece of pieces(answer.refusal ?? answer.text)) chunks.push(chunk({ [key]: piece }, null));
  if (answer.calls.length > 0) chunks.push(chunk({ tool_calls: toolCalls(answer) }, null));
  chunks.push(chunk({}, finishOf(answer)));
  if (asked.includeUsage) chunks.push({ ...chunk({}, null), choices: [], usage: usageOf(asked, answer) });
  return [...chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`), 'data: [DONE]\n\n'];
};

/** A text cut into pieces as a stream delivers it; nothing for an empty text. */
export const pieces = (text: string): readonly string[] => text.match(/[\s\S]{1,64}/gu) ?? [];
