export { chanceOf } from '../test/unit/patch/blind/chance.ts';
export { madePairs, VARIANTS } from '../test/unit/patch/blind/made.ts';
export { casesOf, isFine, judge } from '../test/unit/patch/blind/score.ts';
