/**
 * The JSON schema of a model's answer. It keeps to what strict structured outputs allow (OpenAI, "Supported
 * schemas"): the root is an object, every key is required, `additionalProperties` is false everywhere, nothing
 * but types, enums and descriptions. A key that does not apply is empty or null, never absent.
 */
export const REPLY_SCHEMA_NAME = 'orch_reply';

export const REPLY_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'summary', 'edits', 'diff', 'commands', 'layer', 'suggestions'],
  properties: {
    kind: {
      type: 'string',
      enum: ['patch', 'diagnostics', 'not_fixable'],
      description:
        'patch: you know the change. diagnostics: you need the output of read-only commands first. not_fixable: no change to the allowed files can mend it.',
    },
    summary: {
      type: 'string',
      description: 'One or two sentences: the cause, and what your answer does about it.',
    },
    edits: {
      type: 'array',
      description:
        'For patch: exact edits. `search` is copied from the file, byte for byte, and occurs exactly once in it; an empty `search` makes a new file. Empty list when you give a diff or no patch.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['path', 'search', 'replace'],
        properties: {
          path: { type: 'string', description: 'Path from the top of the repo, as the case file writes it.' },
          search: { type: 'string', description: 'Whole lines of the present file, exactly as they stand.' },
          replace: { type: 'string', description: 'What stands there instead.' },
        },
      },
    },
    diff: {
      type: ['string', 'null'],
      description:
        'For patch, instead of edits: a unified diff with a/ and b/ paths. null when you give edits.',
    },
    commands: {
      type: 'array',
      description:
        'For diagnostics: read-only commands, each as a list of arguments, no shell. Otherwise empty.',
      items: { type: 'array', items: { type: 'string' } },
    },
    layer: {
      type: ['string', 'null'],
      description:
        'For not_fixable: where the cause lies (network, hardware, upstream, credentials, …). Otherwise null.',
    },
    suggestions: {
      type: 'array',
      description: 'Follow-ups for the backlog. They are kept for a human and never acted on.',
      items: { type: 'string' },
    },
  },
} as const;
