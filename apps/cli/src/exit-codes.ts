/** What the shell learns. Scripts rely on these numbers. */
export const EXIT = {
  ok: 0,
  /** It was tried and failed: a check, a clause, a command of the platform. */
  failed: 1,
  /** The command line or the environment is wrong; nothing was tried. */
  usage: 2,
  /** The platform refused, by a rule. */
  refused: 3,
  /** The platform or its database cannot be reached. */
  unreachable: 4,
} as const

/** An end that is told in one sentence, without a stack. */
export class CommandFault extends Error {
  override name = 'CommandFault'
  readonly exitCode: number

  constructor(exitCode: number, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}
