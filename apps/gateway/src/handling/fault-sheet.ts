import { type FaultRecord, type FaultWord, type ResponseCode, responseBook, stepFault } from '@budeng/fleet'
import { type FaultChange, faultsOf, type PresentState, responseCodesOf, saveFaults, type Unit } from '@budeng/storage'

/** Faults of terminals whose rows are locked: read once, changed in memory by whoever has something to say, saved once. */
export class FaultSheet {
  readonly #faults = new Map<string, Map<string, FaultRecord>>()
  readonly #books = new Map<string, ReadonlyMap<string, ResponseCode>>()
  readonly #changes: FaultChange[] = []

  async load(unit: Unit, terminals: readonly Pick<PresentState, 'id' | 'acquirerId' | 'faults'>[]): Promise<void> {
    const faults = await faultsOf(
      unit,
      terminals.filter((terminal) => terminal.faults.length > 0).map(({ id }) => id),
    )
    for (const { id } of terminals) this.#faults.set(id, new Map((faults.get(id) ?? []).map((row) => [row.code, row])))
    const acquirerIds = [...new Set(terminals.map(({ acquirerId }) => acquirerId))]
    const own = await responseCodesOf(unit, acquirerIds)
    for (const id of acquirerIds) this.#books.set(id, responseBook(own.get(id) ?? []))
  }

  /** What becomes of the fault; an answer is worth an event. */
  say(terminalId: string, word: FaultWord): 'SET' | 'CLEARED' | null {
    const faults = this.#faults.get(terminalId)
    if (faults === undefined) return null
    const { record, event } = stepFault(faults.get(word.code), word)
    if (record === undefined) return null
    if (record === null) faults.delete(word.code)
    else faults.set(word.code, record)
    this.#changes.push({ terminalId, code: word.code, record })
    return event
  }

  /** Codes of all faults that stand. */
  codes(terminalId: string): string[] {
    return [...(this.#faults.get(terminalId)?.keys() ?? [])].sort()
  }

  derived(terminalId: string): string[] {
    return [...(this.#faults.get(terminalId)?.values() ?? [])].flatMap(({ code, derivedAt }) =>
      derivedAt === null ? [] : [code],
    )
  }

  /** What an acquirer's host means with its answers. */
  book(acquirerId: string): ReadonlyMap<string, ResponseCode> {
    return this.#books.get(acquirerId) ?? responseBook([])
  }

  async save(unit: Unit): Promise<void> {
    if (this.#changes.length > 0) await saveFaults(unit, this.#changes)
  }
}
