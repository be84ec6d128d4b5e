import type { Environment } from '../../environment.ts'
import { CommandFault, EXIT } from '../../exit-codes.ts'
import { paint, print } from '../../output.ts'
import { ProofFile, proofProblem } from './proof-file.ts'
import { readText, verifiers } from './record.ts'

/** `audit check FILE`: exit code 0 when the proof holds, 1 when it does not. */
export async function checkProof(
  environment: Environment,
  file: string,
  options: { readonly publicKey?: string },
): Promise<number> {
  const proof = parsed(file)
  const keys = verifiers(environment, options.publicKey)
  const problem = proofProblem(proof, keys)
  const { colour } = environment
  if (problem !== null) {
    print(`${paint({ json: false, colour }, 'red', 'NOT PROVEN')}  ${problem}.`)
    return EXIT.failed
  }
  print(
    `${paint({ json: false, colour }, 'green', 'PROVEN')}  ${proof.eventId} stands at position ${proof.position} of the record that was signed with ${proof.size} events:`,
  )
  print(proof.entry)
  return EXIT.ok
}

function parsed(file: string): ProofFile {
  try {
    return ProofFile.parse(JSON.parse(readText(file)))
  } catch (fault) {
    if (fault instanceof CommandFault) throw fault
    throw new CommandFault(EXIT.usage, `${file} is not a proof of \`budeng audit prove\`.`)
  }
}
