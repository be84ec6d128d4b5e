import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/longest-first.mjs'

const PURE = ['kernel', 'fleet', 'transactions', 'corrections', 'access', 'protocol', 'terminal', 'simulator', 'sdk']
const HOUSE = [
  'packages/storage',
  'packages/backup',
  'apps/api',
  'apps/gateway',
  'apps/worker',
  'apps/cli',
  'apps/e2e',
  'apps/bench',
]

/** Cores, gateway, worker and terminals on virtual time: needs no database. */
const SIMULATION = 'apps/e2e/src/simulation/**/*.test.ts'

const STORAGE = 'packages/storage/src/**/*.test.ts'
/** The launcher of the embedded server brings its own. */
const LAUNCHER = 'packages/storage/src/embedded/**'
/** They say the same statements thousands of times over: once a run is enough. */
const REPETITIVE = ['packages/storage/src/model.test.ts', 'packages/storage/src/corrections/sequences.test.ts']

/** `npm test` sets it where PostgreSQL 15 is installed. */
const isOldestAsked = process.env['BUDENG_TEST_OLDEST'] === 'also'

// type-graphql loads graphql's CommonJS build; our sources must get the same instance
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] }

/** One worker goes on with the next file: half of a short file's time is the loading of what all of them load. */
const goesOn = { isolate: false } as const

/** Whoever waits for something waits as long as a busy machine may need: no test says how fast something is. */
const patient = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 60_000 } } }

export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve,
        test: {
          ...goesOn,
          ...patient,
          name: 'pure',
          include: PURE.map((room) => `packages/${room}/src/**/*.test.ts`),
        },
      },
      {
        resolve,
        test: {
          ...patient,
          // it puts modules of its own in the place of real ones, in a process of its own
          name: 'simulation',
          include: [SIMULATION],
        },
      },
      {
        test: {
          ...goesOn,
          ...patient,
          name: 'screen',
          include: ['apps/dashboard/src/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          setupFiles: ['apps/dashboard/src/patient.setup.ts'],
        },
      },
      {
        test: {
          ...patient,
          name: 'embedded',
          include: ['packages/storage/src/embedded/*.test.ts'],
        },
      },
      {
        resolve,
        test: {
          ...goesOn,
          ...patient,
          name: 'house',
          include: HOUSE.map((room) => `${room}/src/**/*.test.ts`),
          exclude: [LAUNCHER, SIMULATION],
          // One PostgreSQL a run, started only when a test of this project runs
          globalSetup: ['packages/storage/src/testing-setup.ts'],
        },
      },
      {
        resolve,
        test: {
          ...goesOn,
          ...patient,
          // only storage speaks SQL, so its tests tell whether another server understands it
          name: 'postgres-15',
          include: isOldestAsked ? [STORAGE] : [],
          exclude: [LAUNCHER, ...REPETITIVE],
          globalSetup: ['packages/storage/src/testing-setup-15.ts'],
        },
      },
    ],
  },
})
