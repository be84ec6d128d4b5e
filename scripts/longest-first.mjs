import { relative } from 'node:path'
import { BaseSequencer } from 'vitest/node'
import { ROOT } from './places.mjs'

/**
 * Seconds that files took on two quiet cores, of those that take long. A file that is missing here takes `USUAL`: a wrong
 * figure costs seconds, it breaks nothing.
 */
const SECONDS = {
  'apps/e2e/src/money.test.ts': 75,
  'apps/api/src/access/every-stranger.test.ts': 70,
  'apps/e2e/src/screens.test.ts': 55,
  'apps/e2e/src/recoveries.test.ts': 55,
  'apps/e2e/src/rollouts.test.ts': 50,
  'apps/e2e/src/people.test.ts': 45,
  'apps/api/src/access/every-role.test.ts': 39,
  'apps/e2e/src/outage.test.ts': 38,
  'apps/e2e/src/simulation/simulation.test.ts': 37,
  'apps/e2e/src/keys.test.ts': 34,
  'apps/e2e/src/bulk.test.ts': 28,
  'apps/e2e/src/unlucky.test.ts': 28,
  'apps/e2e/src/corrections.test.ts': 28,
  'apps/e2e/src/relogin.test.ts': 28,
  'apps/e2e/src/start.test.ts': 24,
  'apps/e2e/src/sign-in.test.ts': 20,
  'apps/api/src/transactions/transactions.test.ts': 20,
  'apps/gateway/src/journal-outages.test.ts': 18,
  'packages/simulator/src/certify/certify.test.ts': 17,
  'apps/e2e/src/secrets.test.ts': 15,
  'apps/api/src/access/step-up-large-acts.test.ts': 14,
  'apps/api/src/built-server.test.ts': 13,
  'apps/e2e/src/by-hand.test.ts': 12,
  'packages/storage/src/model.test.ts': 12,
  'apps/gateway/src/messages.test.ts': 11,
  'apps/api/src/graphql/hostile.test.ts': 10,
  'apps/api/src/fleet/bulk-large.test.ts': 10,
  'apps/api/src/access/factors.test.ts': 9,
  'apps/api/src/approvals/person-changes.test.ts': 9,
  'apps/gateway/src/outages.test.ts': 9,
  'apps/api/src/fleet/presence.test.ts': 8,
  'packages/storage/src/alerts/alerts.test.ts': 8,
  'packages/storage/src/lists/transaction-list.test.ts': 8,
  'apps/api/src/access/large-move.test.ts': 8,
  'packages/simulator/src/trade/trading.test.ts': 8,
  'apps/api/src/access/people.test.ts': 7,
  'packages/storage/src/corrections/sequences.test.ts': 7,
  'packages/terminal/src/disk-store.test.ts': 7,
  'apps/worker/src/worker.test.ts': 6,
  'apps/api/src/http/http.test.ts': 6,
  'apps/api/src/docs.test.ts': 6,
  'packages/simulator/src/terminals/terminals.test.ts': 6,
  'apps/api/src/fleet/terminals.test.ts': 5,
  'apps/gateway/src/logins.test.ts': 5,
  'apps/api/src/approvals/second-person.test.ts': 5,
  'apps/gateway/src/storm.test.ts': 5,
  'apps/gateway/src/streams.test.ts': 5,
  'packages/terminal/src/journal/trade.test.ts': 5,
  'packages/protocol/src/hostile.test.ts': 5,
  'apps/api/src/access/strangers.test.ts': 4,
  'apps/api/src/access/api-keys.test.ts': 4,
  'apps/api/src/enrolment/enrol.test.ts': 4,
  'packages/storage/src/lists/plans.test.ts': 4,
  'apps/cli/src/commands/reseal.test.ts': 4,
  'apps/worker/src/exports/export-jobs.test.ts': 4,
  'apps/gateway/src/health.test.ts': 4,
  'apps/gateway/src/reference-journal.test.ts': 4,
  'apps/api/src/files/download.test.ts': 4,
  'apps/worker/src/main.test.ts': 4,
  'packages/terminal/src/journal/journal-outbox.test.ts': 4,
  'packages/simulator/src/behaviours/corrections.test.ts': 4,
}
const USUAL = 3

/** Files of one project stand together, so that one worker goes on with what it has loaded; the short ones end the run. */
const PROJECTS = ['simulation', 'house', 'postgres-15', 'embedded', 'pure', 'screen']

/** Whole houses: their processes wait for each other a good deal, so one of them runs beside what keeps a core busy. */
const JOURNEYS = 'apps/e2e/'

/** Long files first: none of them shall run alone at the end, with the other core idle. */
export class LongestFirst extends BaseSequencer {
  async sort(specifications) {
    const bySize = await super.sort(specifications)
    const files = bySize
      .map((specification) => {
        const path = relative(ROOT, specification.moduleId)
        return { specification, path, project: specification.project.name, seconds: SECONDS[path] ?? USUAL }
      })
      .sort((one, other) => other.seconds - one.seconds)
    const order = [...PROJECTS, ...new Set(files.map(({ project }) => project))]
    return [...new Set(order)]
      .map((project) => files.filter((file) => file.project === project))
      .flatMap((group) => interleaved(group, this.ctx.config.maxWorkers))
      .map(({ specification }) => specification)
  }
}

/** Plays the run ahead: whoever is free takes a journey if none is under way, else the longest of the others. */
function interleaved(files, workers) {
  const journeys = files.filter(({ path }) => path.startsWith(JOURNEYS))
  const others = files.filter((file) => !journeys.includes(file))
  const freeAt = Array.from({ length: workers }, () => 0)
  const order = []
  for (let journeyUntil = 0; journeys.length + others.length > 0; ) {
    const now = Math.min(...freeAt)
    const isJourney = others.length === 0 || (journeys.length > 0 && journeyUntil <= now)
    const next = (isJourney ? journeys : others).shift()
    const until = now + next.seconds
    freeAt[freeAt.indexOf(now)] = until
    if (isJourney) journeyUntil = until
    order.push(next)
  }
  return order
}
