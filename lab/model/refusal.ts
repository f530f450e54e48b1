/** An HTTP error as OpenAI words it. */
export interface Refused {
  readonly status: number;
  readonly body: {
    readonly error: {
      readonly message: string;
      readonly type: string;
      readonly param: string | null;
      readonly code: string | null;
    };
  };
}

/** A 400 with OpenAI's error body. @param param the dotted parameter; @param code OpenAI's machine code. */
export const badRequest = (
  message: string,
  param: string | null = null,
  code: string | null = null,
): Refused => ({
  status: 400,
  body: { error: { message, type: 'invalid_request_error', param, code } },
});

/** The 401 for a missing or a wrong key. @param given what stood in the Authorization header, if anything. */
export const badKey = (given: string | undefined): Refused => ({
  status: 401,
  body: {
    error: {
      message:
        given === undefined
          ? "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
          : `Incorrect API key provided: ${given.slice(0, 3)}***. You can find your API key at https://platform.openai.com/account/api-keys.`,
      type: 'invalid_request_error',
      param: null,
      code: given === undefined ? null : 'invalid_api_key',
    },
  },
});

/** The 404 for a path that the API does not have. */
export const badUrl = (method: string, path: string): Refused => ({
  status: 404,
  body: {
    error: {
      message: `Invalid URL (${method} ${path})`,
      type: 'invalid_request_error',
      param: null,
      code: null,
    },
  },
});

/** Narrows to a JSON object. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The word that OpenAI's messages use for a JSON value's type. */
export const typeWord = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'an integer' : 'a decimal';
    case 'object':
      return 'an object';
    default:
      return `a ${typeof value}`;
  }
};
