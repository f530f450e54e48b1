import { StageFailure } from './failure.ts';

const TIMEOUT_MS = 30_000;

/**
 * Makes the image factory know a schematic, which it must before it builds an image. Idempotent: the id is the content.
 * @param factory base URL; @param yaml canonical schematic; @param id what the factory must answer.
 * @throws StageFailure with the factory's answer.
 */
export const registerSchematic = async (factory: string, yaml: string, id: string): Promise<void> => {
  const url = `${factory.replace(/\/$/, '')}/schematics`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: 'POST',
      body: yaml,
      redirect: 'error',
      headers: { 'content-type': 'application/yaml' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    // fetch hides the network's own words (ENOTFOUND, ECONNREFUSED) in the cause.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new StageFailure(
      `the image factory ${factory} could not be asked`,
      `POST ${url}: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
  const evidence = `POST ${url}: ${response.status} ${response.statusText}\n${text.slice(0, 2_000)}`;
  if (!response.ok) throw new StageFailure('the image factory refused the schematic', evidence);
  if (!text.includes(id))
    throw new StageFailure(`the image factory knows the schematic by another id than ${id}`, evidence);
};
