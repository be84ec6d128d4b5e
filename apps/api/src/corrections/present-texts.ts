import { fieldTextsOf } from '@budeng/corrections'
import { baseFactsOf, type TransactionRow } from '@budeng/storage'
import { factsInVersion, type Patch } from '@budeng/transactions'

/** A transaction's members as they stand in a version, those that only its row knows included. */
export function textsInVersion(row: TransactionRow, version: number): Patch {
  const facts = baseFactsOf(row)
  const texts = fieldTextsOf(factsInVersion(facts, version))
  const later = new Set(facts.amendments.flatMap((each) => (each.version > version ? Object.keys(each.patch) : [])))
  const { panMasked, panToken, rrn, authCode, responseCode, merchantOrder, channelOrder } = row
  const ofRow = Object.entries({ panMasked, panToken, rrn, authCode, responseCode, merchantOrder, channelOrder })
  return {
    ...Object.fromEntries(ofRow.flatMap(([name, text]) => (text === null || later.has(name) ? [] : [[name, text]]))),
    ...texts,
  }
}
