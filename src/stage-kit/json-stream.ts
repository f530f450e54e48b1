/**
 * Splits a stream of pretty-printed JSON objects, as `talosctl get -o json` prints one per resource and node.
 * @param text the stream; @returns the objects in order; @throws SyntaxError when one is no JSON.
 */
export const parseJsonStream = (text: string): unknown[] => {
  const objects: unknown[] = [];
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (inString) {
      if (char === '\\') index += 1;
      else if (char === '"') inString = false;
      continue;
    }
    if (char === '"') inString = true;
    else if (char === '{' || char === '[') {
      if (depth === 0) start = index;
      depth += 1;
    } else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) objects.push(JSON.parse(text.slice(start, index + 1)));
    }
  }
  if (depth !== 0) throw new SyntaxError('the JSON stream ends inside an object');
  return objects;
};
