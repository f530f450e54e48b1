import { defineConfig } from 'vitest/config';

/** The further suites: real codex, bubblewrap, kubectl, a terminal. `.ci/run` installs what they need. */
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
});
