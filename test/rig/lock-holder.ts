/** A program: takes the lock of argv[2], prints `held ID` or `refused EXIT`, then keeps it until stdin ends. */
import { fileLock } from '../../src/adapters/lock.ts';
import { OrchError } from '../../src/core/exit.ts';

const [, , root = '', purpose = 'test'] = process.argv;
const lock = fileLock({ root, clock: { now: () => '2026-11-20T22:00:00.000Z' } });
try {
  const held = await lock.acquire(purpose);
  process.stdout.write('held\n');
  process.stdin.resume();
  process.stdin.on('end', () => void held.release());
} catch (error) {
  if (!(error instanceof OrchError)) throw error;
  process.stdout.write(`refused ${error.exit}\n`);
}
