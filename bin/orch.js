#!/usr/bin/env node
const [command, option, more] = process.argv.slice(2);
const isQuick = command === 'status' && (!option || option === '--json') && !more;
const quick = isQuick ? require('../dist/quick.cjs').quick(option === '--json') : Promise.resolve(false);
quick.then((answered) => answered || import('../dist/main.js'));
