import { defineConfig } from 'vitest/config'

const PURE = ['kernel', 'fleet', 'transactions', 'corrections', 'access', 'protocol', 'terminal', 'simulator', 'sdk']
const HOUSE = ['packages/storage', 'apps/api', 'apps/gateway', 'apps/worker', 'apps/cli', 'apps/e2e', 'apps/bench']

/** Cores, gateway, worker and terminals on virtual time: needs no database. */
const SIMULATION = 'apps/e2e/src/simulation/**/*.test.ts'

// type-graphql loads graphql's CommonJS build; our sources must get the same instance
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] }

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        resolve,
        test: {
          name: 'pure',
          include: [...PURE.map((room) => `packages/${room}/src/**/*.test.ts`), SIMULATION],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'screen',
          include: ['apps/dashboard/src/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'embedded',
          include: ['packages/storage/src/embedded/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'house',
          include: HOUSE.map((room) => `${room}/src/**/*.test.ts`),
          exclude: ['packages/storage/src/embedded/**', SIMULATION],
          // One PostgreSQL a run, started only when a test of this project runs
          globalSetup: ['packages/storage/src/testing-setup.ts'],
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
