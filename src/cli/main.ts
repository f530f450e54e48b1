process.stdout.write('orch\n');
