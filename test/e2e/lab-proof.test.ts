import { describe, expect, it } from 'vitest';
import { type FluxHouse, fluxHouse } from '../rig/flux-house.ts';

const SIDE = 'ai/orchestrator-stage1';
const provable = (map: string): string =>
  map.replace(/^settings:\n/m, 'settings:\n  verify: counterfactual\n');
const proofs = (house: FluxHouse) =>
  house
    .events()
    .flatMap(({ type, stage, seen }) =>
      type === 'proof_ended' ? [`${stage}: ${(seen as { saw: string }).saw}`] : [],
    );
const trailers = (house: FluxHouse) =>
  house.git(
    'log',
    '--no-merges',
    '--reverse',
    '--format=%(trailers:key=Orch-Proof,valueonly,separator=)',
    `main..${SIDE}`,
  );
/** How often a model was asked. */
const asked = (house: FluxHouse): number =>
  house
    .events()
    .filter(
      ({ type, source }) => type === 'call_started' || (type === 'repair_started' && source === 'executor'),
    ).length;

describe('a fix is proved in the lab, and remembered', () => {
  it('caused where a check fails, coincided where only drift is left; the next night replays it with no model', async () => {
    await using house = await fluxHouse(5, 'apply');
    house.edit('context_map.yaml', provable, 'prove fixes');
    house.plant('vms-too-many-cores');
    house.plant('infra-yaml-indent');
    const first = await house.orch('run', 'all');
    const story = `${first.stderr}\n${first.stdout}`;
    expect(first.code, story).toBe(0);
    // The first two patches for vms were wrong: taken back, and the next model was told.
    const back = house.events().filter((event) => event.type === 'taken_back' && event.stage === 'vms');
    expect(back, story).toHaveLength(2);
    expect(proofs(house), story).toEqual(['vms: drift', 'infra: failure']);
    expect((await trailers(house)).split('\n')).toEqual(['coincided', 'caused']);
    expect(first.stdout).toContain('verified, caused');
    const shown = await house.orch('show', 'infra');
    expect(shown.stdout).toContain('proved the cause');

    // The side branch is dropped; the same errors come again.
    await house.git('update-ref', '-d', `refs/heads/${SIDE}`);
    const before = asked(house);
    const second = await house.orch('run', 'infra');
    expect(second.code, `${second.stderr}\n${second.stdout}`).toBe(0);
    expect(asked(house)).toBe(before);
    expect(
      house
        .events()
        .filter((event) => event.type === 'repair_started')
        .at(-1),
    ).toMatchObject({
      stage: 'infra',
      source: 'remembered',
    });
    expect(await trailers(house)).toBe('caused');
    expect(proofs(house)).toHaveLength(2);
  });
});
