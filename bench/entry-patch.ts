export { readPolicy } from '../src/cli/patch/policy.ts';
export { applyPatch, describeVerdict, exitOf } from '../src/cli/patch/run.ts';
export { gate, touchedPaths } from '../src/core/patch/gate.ts';
