import { describe, expect, it } from 'vitest';
import { type FluxHouse, fluxHouse } from '../rig/flux-house.ts';

const SIDE = 'ai/orchestrator-stage1';
const CONFIG = 'config/clusters/homelab.yaml';
const WRITES = /^\d+ kubectl (apply(?! --dry-run)|annotate)/;

const bareRefs = (house: FluxHouse) =>
  house.git('--git-dir', house.lab.bare, 'for-each-ref', '--format=%(refname) %(objectname)');
const failure = (house: FluxHouse) =>
  house.events().findLast((event) => event.type === 'attempt_ended' && event.failure !== undefined)
    ?.failure as { class: string } | undefined;

describe('a homelab that Flux delivers', () => {
  it('converges by a repair that Flux has applied, does nothing the second night, and is not applied to by orch', async () => {
    await using house = await fluxHouse();
    house.plant('infra-removed-api');
    const first = await house.orch('run', 'all');
    const story = `${first.stderr}\n${first.stdout}`;
    expect(first.code, story).toBe(0);
    expect(first.stdout).toContain('all 6 green');
    expect(first.stdout).toContain(`1 commit on ${SIDE}`);

    // Flux itself refused the wrong line, in its own words.
    const failed = house.events().filter((event) => event.type === 'attempt_ended' && event.failure);
    expect(JSON.stringify(failed)).toContain('orch-infra');

    // What Flux reports for every folder is the candidate that was judged: the content of the side branch.
    const flux = await house.flux();
    expect(Object.keys(flux).sort()).toEqual([
      'orch',
      'orch-apps',
      'orch-flux',
      'orch-infra',
      'orch-ingress-controller',
      'orch-ingress-routes',
      'orch-obs',
    ]);
    const revision = flux['orch-infra']?.synced?.applied ?? '';
    const [branch, candidate = ''] = revision.split('@sha1:');
    expect(branch).toBe('orch/candidate');
    for (const [name, { synced }] of Object.entries(flux))
      if (name !== 'orch') expect([name, synced?.ready, synced?.applied]).toEqual([name, true, revision]);
    expect(flux.orch?.fetched?.revision).toBe(revision);
    expect(await house.git('rev-parse', `${candidate}^{tree}`)).toBe(
      await house.git('rev-parse', `${SIDE}^{tree}`),
    );
    expect(await house.git('rev-parse', `${candidate}~1`)).toBe(await house.git('rev-parse', 'main'));
    expect(await bareRefs(house)).toBe(`refs/heads/orch/candidate ${candidate}`);

    // The second night: the same answers, no push, no write.
    const objects = JSON.stringify(
      Object.values((await house.world()).kube.objects).map(({ object, changedAt }) => [object, changedAt]),
    );
    expect(house.asked().filter((line) => WRITES.test(line)).length).toBeGreaterThan(0);
    const second = await house.orch('run', 'all');
    expect(second.code, `${second.stderr}\n${second.stdout}`).toBe(0);
    expect(house.asked().filter((line) => WRITES.test(line))).toEqual([]);
    expect(await bareRefs(house)).toBe(`refs/heads/orch/candidate ${candidate}`);
    expect(
      JSON.stringify(
        Object.values((await house.world()).kube.objects).map(({ object, changedAt }) => [object, changedAt]),
      ),
    ).toBe(objects);

    // Back to apply: orch names what Flux still does, deletes nothing and applies nothing over it.
    house.edit(
      CONFIG,
      (text) => text.replace(/^ {2}mode: flux$/m, '  mode: apply').replace(/^ {2}(url|remote): .*\n/gm, ''),
      'orch applies again',
    );
    const back = await house.orch('run', 'infra');
    expect(back.code, `${back.stderr}\n${back.stdout}`).toBe(1);
    expect(failure(house)?.class).toBe('environment');
    const log = await house.orch('logs', 'infra');
    expect(log.stdout).toContain('Flux would undo what orch applies: flux-system/orch-apps');
    expect(log.stdout).toContain(
      'kubectl -n flux-system delete kustomizations.kustomize.toolkit.fluxcd.io orch-apps orch-flux',
    );
    expect(house.asked().filter((line) => WRITES.test(line))).toEqual([]);
    expect(Object.keys(await house.flux())).toHaveLength(7);
  });
});
