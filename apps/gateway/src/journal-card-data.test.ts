import { sha256, toBase64url } from '@budeng/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Gateway } from './gateway.ts'
import { type House, openHouse } from './testing/house.ts'
import { JournalHandwriting, sale } from './testing/journal-hand.ts'

let house: House
let gateway: Gateway

beforeAll(async () => {
  house = await openHouse(1)
  gateway = await house.gateway()
})
afterAll(() => house.close())

describe('card data', () => {
  // put together here, so that no card number stands in a file
  const CARD = ['622200', '1234567896'].join('')
  const spaced = CARD.replace(/(\d{4})(?=\d)/g, '$1 ')
  const wide = CARD.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))
  const body = (change: object) => JSON.stringify({ ...sale(1), ...change })
  const PLACES: Record<string, string> = {
    'a member of its own': body({ pan: CARD }),
    'a track': body({ track2: `${CARD}=29122010000012300000` }),
    'an order number': body({ merchantOrder: CARD }),
    'an order number with more around it': body({ channelOrder: `A-${CARD}-Z` }),
    'an unknown member': body({ note: `card ${spaced} please` }),
    'wide digits': body({ note: wide }),
    'EMV 5A': body({ emv: `9F26081122334455667788995A08${CARD}5F340101` }),
    'EMV 57 within other hex': body({ data: `5713${CARD}D29122010000012300000F9F3602` }),
    'a name of a member': body({ [CARD]: 1 }),
    'a number': body({ atc: Number(CARD) }),
    'deep inside': body({ original: { batch: '000001', stan: '000001', type: 'PURCHASE', note: { deeper: [CARD] } } }),
    'no JSON at all': `card ${CARD}`,
    'a text in JSON': JSON.stringify(CARD),
    'the masked form, unmasked': body({ panMasked: CARD }),
  }

  let sender: JournalHandwriting
  let seq = 0
  beforeAll(async () => {
    const terminal = house.terminal(0, gateway)
    await terminal.join({ level: 2, journalSeq: 0, journalFrom: 0 })
    sender = new JournalHandwriting(terminal)
  })

  test.each(Object.entries(PLACES))('in %s is nowhere in the database', async (_, text) => {
    seq += 1
    await sender.send([{ seq, leaf: toBase64url(sha256(Buffer.from(text))), body: text }])
    await sender.ack(seq)
    const kept = await house.rows<{ text: string }>(
      `select concat_ws(' ', (select string_agg(body, ' ') from journal_record), (select string_agg(concat_ws(' ', body, reason), ' ') from journal_incident),
         (select string_agg(t::text, ' ') from transaction t), (select string_agg(l::text, ' ') from record_line l), (select string_agg(body_terminal, ' ') from open_difference),
         (select string_agg(data::text, ' ') from event), (select string_agg(convert_from(bytes, 'LATIN1'), ' ') from quarantine)) as text`,
    )
    const digits = (kept[0]?.text ?? '').normalize('NFKC').replace(/[\s.-]/g, '')
    expect(digits.includes(CARD) || digits.includes(CARD.slice(4))).toBe(false)
  })
})
