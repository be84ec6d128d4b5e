import { type Command, type CommandInput, evidenceFor, type Observation } from '@budeng/fleet'
import { HOST_APPROVED } from '@budeng/protocol'
import {
  type Address,
  applyCommandInputs,
  isConnectionLost,
  isWorthRepeating,
  loadCommands,
  type Log,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  type Unit,
} from '@budeng/storage'
import type { HostPort, HostWitness } from './host-port.ts'
import { ANSWERS_MAX, DISPATCH_POLL_MS, HOST_QUESTIONS_MAX, HOST_WAITING_MAX } from './limits.ts'

interface Answer {
  readonly commandId: string
  readonly witness: HostWitness
}

/**
 * Asks the host what it saw of terminals whose command needs it as a witness, a few at a time and never in anybody's way;
 * what it says is given to the commands as evidence. A question that fails is asked again with the command's next look.
 */
export class HostQuestions {
  readonly #storage: Storage
  readonly #host: Pick<HostPort, 'witness'>
  readonly #log: Log
  readonly #waiting = new Map<string, Address>()
  readonly #asking = new Map<string, Promise<void>>()
  readonly #answers: Answer[] = []
  readonly #onAnswer: () => void
  readonly #counts = { asked: 0, failed: 0, dropped: 0, evidence: 0 }
  #closed = false

  constructor(storage: Storage, host: Pick<HostPort, 'witness'>, log: Log, onAnswer: () => void) {
    this.#storage = storage
    this.#host = host
    this.#log = log
    this.#onAnswer = onAnswer
  }

  counts() {
    return { ...this.#counts, waiting: this.#waiting.size }
  }

  ask(addresses: readonly Address[]): void {
    for (const address of addresses) {
      if (this.#asking.has(address.commandId)) continue
      if (this.#waiting.size >= HOST_WAITING_MAX) this.#counts.dropped++
      else this.#waiting.set(address.commandId, address)
    }
    this.#fill()
  }

  /** Stores answers that came; the turn of a loop. Answers after how many milliseconds to look again. */
  async turn(): Promise<number> {
    const answers = this.#answers.slice(0, ANSWERS_MAX)
    if (answers.length === 0) return DISPATCH_POLL_MS
    await this.#store(answers).catch(async (fault: unknown) => {
      if (isConnectionLost(fault) || isWorthRepeating(fault)) throw fault
      // one of them cannot be stored, and must not be in the way of the others
      for (const answer of answers)
        await this.#store([answer]).catch((its: unknown) => {
          this.#counts.failed++
          this.#log.warn({ commandId: answer.commandId, reason: String(its) }, 'an answer of the host is not stored')
        })
    })
    this.#answers.splice(0, answers.length) // only now: a failed turn finds them again
    return this.#answers.length > 0 ? 0 : DISPATCH_POLL_MS
  }

  async #store(answers: readonly Answer[]): Promise<void> {
    this.#counts.evidence += await this.#storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      storeAnswers(unit, answers),
    )
  }

  /** Waits for the questions under way. */
  async close(): Promise<void> {
    this.#closed = true
    this.#waiting.clear()
    await Promise.all(this.#asking.values())
  }

  #fill(): void {
    for (const [commandId, address] of this.#waiting) {
      if (this.#closed || this.#asking.size >= HOST_QUESTIONS_MAX) return
      this.#waiting.delete(commandId)
      this.#asking.set(commandId, this.#question(address))
    }
  }

  async #question({ commandId, acquirer, tid }: Address): Promise<void> {
    this.#counts.asked++
    try {
      this.#answers.push({ commandId, witness: await this.#host.witness({ acquirer, tid }) })
      this.#onAnswer()
    } catch (fault) {
      this.#counts.failed++
      this.#log.info(
        { acquirer, tid, reason: fault instanceof Error ? fault.message : String(fault) },
        'the host did not answer as a witness',
      )
    } finally {
      this.#asking.delete(commandId)
      this.#fill()
    }
  }
}

/** Gives commands the evidence in the answers that they do not have yet; answers how many pieces that were. */
async function storeAnswers(unit: Unit, answers: readonly Answer[]): Promise<number> {
  const commands = new Map(
    (
      await loadCommands(
        unit,
        answers.map(({ commandId }) => commandId),
      )
    ).map((command) => [command.id, command]),
  )
  const at = unit.clock.now()
  const inputs = answers.flatMap(({ commandId, witness }) => {
    const command = commands.get(commandId)
    return command === undefined ? [] : evidenceInputs(command, witness, at)
  })
  await applyCommandInputs(unit, inputs)
  return inputs.length
}

export function evidenceInputs(
  command: Command,
  witness: HostWitness,
  at: number,
): { commandId: string; input: CommandInput }[] {
  return observationsOf(witness)
    .flatMap((observation) => evidenceFor(command, observation))
    .filter((evidence) => !command.evidence.some((known) => known.kind === evidence.kind && known.at === evidence.at))
    .map((evidence) => ({ commandId: command.id, input: { kind: 'evidence', at, evidence } }))
}

/** Only what the host approved is seen as done. */
function observationsOf({ lastSignOn, lastEcho }: HostWitness): Observation[] {
  const observations: Observation[] = []
  if (lastSignOn?.responseCode === HOST_APPROVED && lastSignOn.batch !== null && lastSignOn.kcv !== null)
    observations.push({ kind: 'hostSignOn', at: lastSignOn.at, batch: lastSignOn.batch, kcv: lastSignOn.kcv })
  if (lastEcho?.responseCode === HOST_APPROVED) observations.push({ kind: 'hostEcho', at: lastEcho.at })
  return observations
}
