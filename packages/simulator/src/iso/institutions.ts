import { sha256 } from '@budeng/protocol'

const DIGITS = 8

/** The institution number (F32, first column of a flow file) under which an acquirer is known on the link. */
export function institutionOf(acquirer: string): string {
  return `48${(sha256(acquirer).readUInt32BE(0) % 10 ** (DIGITS - 2)).toString().padStart(DIGITS - 2, '0')}`
}

/** Which acquirer a number means, of those that were told. */
export class Institutions {
  readonly #acquirers = new Map<string, string>()

  /** @throws RangeError when two acquirers fall on one number */
  add(acquirer: string): void {
    const number = institutionOf(acquirer)
    const other = this.#acquirers.get(number)
    if (other !== undefined && other !== acquirer) throw new RangeError(`${acquirer} and ${other} are both ${number}`)
    this.#acquirers.set(number, acquirer)
  }

  acquirer(institution: string | undefined): string | null {
    return institution === undefined ? null : (this.#acquirers.get(institution) ?? null)
  }
}
