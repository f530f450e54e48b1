import type { Composed } from './compose.ts';
import { countTokens } from './input-text.ts';
import { type Asked, pieces } from './wire-chat.ts';

type Item = Readonly<Record<string, unknown>>;

const items = (asked: Asked, answer: Composed): readonly Item[] => {
  if (answer.calls.length > 0) {
    return answer.calls.map((call, i) => {
      const named = { id: `fc_${asked.id}_${i}`, call_id: `call_${asked.id}_${i}`, name: call.name };
      return 'input' in call
        ? { ...named, type: 'custom_tool_call', status: 'completed', input: call.input }
        : { ...named, type: 'function_call', status: 'completed', arguments: JSON.stringify(call.arguments) };
    });
  }
  const part =
    answer.refusal === undefined
      ? { type: 'output_text', text: answer.text, annotations: [], logprobs: [] }
      : { type: 'refusal', refusal: answer.refusal };
  return [
    {
      id: `msg_${asked.id}`,
      type: 'message',
      status: answer.stop === 'length' ? 'incomplete' : 'completed',
      role: 'assistant',
      content: [part],
    },
  ];
};

const responseOf = (asked: Asked, answer: Composed, output: readonly Item[], status: string): object => {
  const input = countTokens(asked.inputText);
  const made = countTokens(answer.text + JSON.stringify(answer.calls));
  return {
    id: `resp_${asked.id}`,
    object: 'response',
    created_at: asked.created,
    status,
    error: null,
    incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
    instructions: null,
    metadata: {},
    model: asked.model,
    output,
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage:
      status === 'in_progress'
        ? null
        : {
            input_tokens: input,
            input_tokens_details: { cached_tokens: 0 },
            output_tokens: made,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: input + made,
          },
  };
};

const endOf = (answer: Composed): string => (answer.stop === 'length' ? 'incomplete' : 'completed');

/** The body of a response that is not streamed. */
export const responsesBody = (asked: Asked, answer: Composed): object =>
  responseOf(asked, answer, items(asked, answer), endOf(answer));

/** The server-sent events of a streamed response, each a complete `event:`/`data:` frame, numbered from 0. */
export const responsesFrames = (asked: Asked, answer: Composed): readonly string[] => {
  const events: Item[] = [];
  const push = (type: string, rest: Item) => {
    events.push({ type, sequence_number: events.length, ...rest });
  };
  const output = items(asked, answer);
  push('response.created', { response: responseOf(asked, answer, [], 'in_progress') });
  push('response.in_progress', { response: responseOf(asked, answer, [], 'in_progress') });
  for (const [index, item] of output.entries()) {
    const bare =
      item.type === 'message' ? { content: [] } : 'input' in item ? { input: '' } : { arguments: '' };
    push('response.output_item.added', {
      output_index: index,
      item: { ...item, ...bare, status: 'in_progress' },
    });
    if (item.type === 'message') messageEvents(push, item, index);
    else callEvents(push, item, index);
    push('response.output_item.done', { output_index: index, item });
  }
  const end = endOf(answer);
  push(`response.${end}`, { response: responseOf(asked, answer, output, end) });
  return events.map((event) => `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`);
};

type Push = (type: string, rest: Item) => void;

const messageEvents = (push: Push, item: Item, index: number): void => {
  const part = (item.content as readonly Item[])[0]!;
  const at = { item_id: item.id, output_index: index, content_index: 0 };
  const kind = part.type === 'refusal' ? 'refusal' : 'text';
  const text = String(part[kind]);
  const event = kind === 'refusal' ? 'response.refusal' : 'response.output_text';
  push('response.content_part.added', { ...at, part: { ...part, [kind]: '' } });
  for (const piece of pieces(text)) push(`${event}.delta`, { ...at, delta: piece });
  push(`${event}.done`, { ...at, [kind]: text });
  push('response.content_part.done', { ...at, part });
};

const callEvents = (push: Push, item: Item, index: number): void => {
  const at = { item_id: item.id, output_index: index };
  const key = 'input' in item ? 'input' : 'arguments';
  const event = key === 'input' ? 'response.custom_tool_call_input' : 'response.function_call_arguments';
  push(`${event}.delta`, { ...at, delta: item[key] });
  push(`${event}.done`, { ...at, [key]: item[key] });
};
