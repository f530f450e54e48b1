import { describe, expect, it } from 'vitest';
import { faults } from '../../lab/faults/index.ts';
import type { Fault } from '../../lab/faults/types.ts';
import { labNight } from '../rig/lab-night.ts';

const SEEDS = [11, 4242, 900_001] as const;
const STAGES = ['vms', 'talos', 'infra', 'apps', 'ingress', 'obs'] as const;

const place = (fault: Fault): number => STAGES.indexOf(fault.stage);

/** No model may be asked about these: what is not wrong in the repo is waited for or told to the human. */
const quiet = (fault: Fault): boolean => fault.kind !== 'repo';

/** Both can break in one night: another stage each, and the earlier one is got over, so that the later one is met. */
const together = (one: Fault, other: Fault): boolean =>
  quiet(one) === quiet(other) &&
  one.stage !== other.stage &&
  (place(one) < place(other) ? one : other).expected.exit === 0;

/** Every fault in exactly one night: a night of six stages takes seconds, a night for each fault minutes. */
const nights = (() => {
  const made: Fault[][] = [];
  for (const fault of faults) {
    const night = made.find((others) => others.every((other) => together(other, fault)));
    if (night) night.push(fault);
    else made.push([fault]);
  }
  return made;
})();

interface Named {
  readonly fingerprint: string;
  readonly class: string;
}

/** How the first failure of each broken stage was named, by the fault's id, and how often a model was asked. */
const namesOf = async (broken: readonly Fault[], seed: number) => {
  using night = await labNight(
    broken.map((fault) => fault.id),
    seed,
  );
  const story = `${night.ran.stderr}\n${night.ran.stdout}`;
  const failed = night.events.filter(
    (event) => event.type === 'attempt_ended' && event.failure !== undefined,
  );
  const names = new Map<string, Named>();
  for (const fault of broken) {
    const first = failed.find((event) => event.stage === fault.stage);
    expect(first, `${fault.id} was not met\n${story}`).toBeDefined();
    names.set(fault.id, first?.failure as Named);
  }
  return { names, asked: night.asked.length, story };
};

describe('the names of the lab’s faults', () => {
  const nameOf = new Map<string, string>();

  for (const broken of nights) {
    const title = broken.map((fault) => fault.id).join(', ');
    it(`three seeds, one name each: ${title}`, async () => {
      const runs = await Promise.all(SEEDS.map((seed) => namesOf(broken, seed)));
      for (const fault of broken) {
        const named = runs.map((run) => run.names.get(fault.id));
        const said = JSON.stringify(named, null, 1);
        expect(new Set(named.map((each) => each?.fingerprint)).size, `${fault.id}\n${said}`).toBe(1);
        expect(new Set(named.map((each) => each?.class)), said).toEqual(new Set([fault.expected.class]));
        nameOf.set(fault.id, named[0]?.fingerprint ?? '');
      }
      if (broken.every(quiet)) for (const run of runs) expect(run.asked, run.story).toBe(0);
    });
  }

  it('no two faults share a name', () => {
    expect([...nameOf.keys()].toSorted()).toEqual(faults.map((fault) => fault.id).toSorted());
    const sharing = [...nameOf].filter(([id, name]) =>
      [...nameOf].some(([other, same]) => other !== id && same === name),
    );
    expect(sharing).toEqual([]);
  });
});
