import {
  type BreakGlass,
  type ChangeKind,
  breakGlassRefusal,
  decideBreakGlass,
  evolveBreakGlass,
  type BreakGlassEvent,
} from '@budeng/access'
import { reasonProblem, type Tier } from '@budeng/fleet'
import { idKind } from '@budeng/kernel'
import { breakGlassesByIds, insertBreakGlass, saveBreakGlass, type Unit } from '@budeng/storage'
import { confirmLarge } from '../access/step-up-large-acts.ts'
import { policiesAt } from '../access/place-policies.ts'
import { lockedBulk, sayToBulk } from '../fleet/decide-bulk.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput, told } from '../graphql/wish.ts'
import { approverOf } from './approver.ts'
import type { BreakGlassPayload, BreakGlassReviewInput, BreakGlassUseInput } from './break-glass.type.ts'
import { CHANGE_RULES } from './change-kinds.ts'
import { lockedChange, sayToChange } from './decide-change.ts'
import { lockedCommand, sayToCommand } from './decide-command.ts'
import { checkedNote } from './note.ts'

/** One ADMIN releases alone what waits for a second person; somebody else reviews it within a day. */
export async function useBreakGlass(operation: Operation, input: BreakGlassUseInput): Promise<BreakGlassPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  return await answered(
    operation,
    await fulfil(operation, { name: 'breakGlassUse', key, input: rest, stepUp }, (unit) => use(operation, unit, input)),
  )
}

/** What waits, under lock, and how it is released. */
interface Waiting {
  readonly id: string
  readonly path: string
  readonly maker: string
  readonly tier: Tier
  /** Its kind, where it is a change. */
  readonly change?: ChangeKind
  release(breakGlassId: string): Promise<void>
}

async function use(operation: Operation, unit: Unit, input: BreakGlassUseInput): Promise<{ id: string }> {
  const waiting = await lockedSubject(operation, unit, input)
  const problem = reasonProblem(input.reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const at = unit.clock.now()
  const approver = await approverOf(operation, unit)
  const policies = (await policiesAt(unit, operation.house, [waiting.path]))(waiting.path)
  const refusal = breakGlassRefusal(approver, { person: waiting.maker }, policies.BREAK_GLASS.value, at)
  if (refusal !== null) throw new Refused(refusal.refusal)
  const event: BreakGlassEvent = {
    type: 'BreakGlassUsed',
    at,
    id: unit.newId('breakGlass'),
    subject: waiting.id,
    path: waiting.path,
    reason: input.reason.trim(),
    usedBy: approver.personId,
    usedHuman: approver.humanId,
  }
  const glass = evolveBreakGlass(null, event)
  // before what it releases, so that whoever reads the record in order knows why one was enough
  append(unit, glass, event)
  // before the release: that may be of the very factors of who confirms
  await confirmLarge(operation, unit, 'breakGlassUse', input, waiting)
  await waiting.release(glass.id)
  await insertBreakGlass(unit, glass)
  return { id: glass.id }
}

async function lockedSubject(operation: Operation, unit: Unit, input: BreakGlassUseInput): Promise<Waiting> {
  const { subjectId, hash } = input
  switch (idKind(subjectId)) {
    case 'bulk': {
      const bulk = await lockedBulk(unit, subjectId, 'subjectId')
      return {
        id: bulk.id,
        path: bulk.path,
        maker: bulk.requestedBy,
        tier: bulk.tier,
        release: (breakGlassId) =>
          sayToBulk(unit, bulk, {
            kind: 'force',
            at: unit.clock.now(),
            authority: operation.authority,
            hash,
            breakGlassId,
          }),
      }
    }
    case 'command': {
      const command = await lockedCommand(unit, subjectId, 'subjectId')
      const by = operation.viewer.person.id
      return {
        id: command.id,
        path: command.path,
        maker: command.requestedBy ?? '',
        tier: command.tier,
        release: async (breakGlassId) => {
          if (command.bulkId !== null) throw new Refused({ code: 'PART_OF_BULK' })
          await sayToCommand(unit, command, hash, { kind: 'approve', at: unit.clock.now(), by, breakGlassId })
        },
      }
    }
    case 'change': {
      const change = await lockedChange(unit, subjectId, 'subjectId')
      return {
        id: change.id,
        path: change.path,
        maker: change.requestedBy,
        tier: 'R2',
        change: change.kind,
        release: async (breakGlassId) => {
          const currentVersion = await CHANGE_RULES[change.kind].versionNow(unit, change)
          const approver = await approverOf(operation, unit)
          const { stale } = await sayToChange(operation, unit, change, {
            kind: 'force',
            at: unit.clock.now(),
            approver,
            hash,
            breakGlassId,
            currentVersion,
          })
          if (stale) throw new Refused({ code: 'CHANGE_STALE' })
        },
      }
    }
    default:
      throw notFound('subjectId')
  }
}

/** Somebody else confirms or contests it. */
export async function reviewBreakGlass(operation: Operation, input: BreakGlassReviewInput): Promise<BreakGlassPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  return await answered(
    operation,
    await fulfil(operation, { name: 'breakGlassReview', key, input: rest, stepUp }, async (unit) => {
      const id = idOf('breakGlass', input.breakGlassId)
      const [glass] = id === null ? [] : await breakGlassesByIds(unit, [id], 'update')
      if (glass === undefined) throw notFound('breakGlassId')
      const decision = decideBreakGlass(glass, {
        kind: input.confirm ? 'confirm' : 'contest',
        at: unit.clock.now(),
        approver: await approverOf(operation, unit),
        note: checkedNote(input.note, input.confirm),
      })
      if (!decision.ok) throw new Refused(underInput(decision.refusal))
      if (input.confirm) await confirmLarge(operation, unit, 'breakGlassReview', input)
      await saveBreakGlass(unit, decision.events.reduce<BreakGlass>(evolveBreakGlass, glass))
      append(unit, glass, ...decision.events)
      return { id: glass.id }
    }),
  )
}

function append(unit: Unit, { id: subject, path }: BreakGlass, ...events: readonly BreakGlassEvent[]): void {
  unit.append(events.map(({ type, at, ...data }) => ({ type, subject, path, at, data })))
}

async function answered(
  operation: Operation,
  outcome: Awaited<ReturnType<typeof fulfil<{ id: string }>>>,
): Promise<BreakGlassPayload> {
  if (!outcome.ok) return { breakGlass: null, ...told(operation, outcome) }
  const breakGlass = await operation.load.breakGlass.load(outcome.answer.id)
  return { breakGlass, ...told(operation, outcome) }
}
