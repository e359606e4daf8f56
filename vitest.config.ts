import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // One process per worker for all files: starting the embedded database anew for each file costs seconds.
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    // Limits for what hangs, far from what anything takes: a busy machine must not fail a promise.
    testTimeout: 60_000,
    // A promise that is broken is broken twice; what fails once on a busy machine is told as flaky.
    retry: process.env['CI'] ? 1 : 0,
    expect: { poll: { timeout: 15_000 } },
    hookTimeout: 60_000,
    globalSetup: ['test/global-setup.ts'],
  },
})
