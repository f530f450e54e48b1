export { answerLine, answerOne } from '../src/cli/patch/batch.ts';
export { gate } from '../src/core/patch/gate.ts';
