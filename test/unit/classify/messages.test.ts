import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/core/classify/classify.ts';
import { fingerprint } from '../../../src/core/fingerprint/fingerprint.ts';
import { EDGE } from './messages/edge.ts';
import { GITOPS } from './messages/gitops.ts';
import { KUBE } from './messages/kube.ts';
import { PROXMOX } from './messages/proxmox.ts';
import { TALOS } from './messages/talos.ts';
import { TOOLS } from './messages/tools.ts';

const ALL = [...KUBE, ...TALOS, ...PROXMOX, ...GITOPS, ...EDGE, ...TOOLS];

/** As the engine does it: the block that the fingerprint selected is what is classified. */
const judge = (text: string, stage = '') =>
  classify({
    block: fingerprint({ text, stage, exitCode: 1, outcome: 'exited' }).block,
    tail: text,
    stage,
    exitCode: 1,
    outcome: 'exited',
    argv: ['bash', 'run.sh'],
  });

describe('real messages of the tools that the stages use', () => {
  it('are at least 150, each with its source', () => {
    expect(ALL.length).toBeGreaterThanOrEqual(150);
    expect(ALL.every(({ from }) => /^[\w.-]+\/[\w.-]+#\d+$|^facts\/\w+\.md$/.test(from))).toBe(true);
  });

  it.each(ALL)('$class: $text', (message) => {
    const got = judge(message.text, message.stage);
    expect(got.class, got.rule).toBe(message.class);
    if (message.rule !== undefined) expect(got.rule).toBe(message.rule);
    expect(got.reopen).toBe(message.reopen);
    expect(got.sentence).not.toMatch(/\$\d/);
    expect(got.check).not.toBe('');
  });
});
