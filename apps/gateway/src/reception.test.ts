import { NotBegun } from '@budeng/storage'
import { expect, test } from 'vitest'
import { isTransientFault } from './reception.ts'

const coded = (code: string) => Object.assign(new Error('as the driver tells it'), { code })

test('a message is tried again as long as nothing says that it is the message', () => {
  // a resolver that hiccups, no route, no file handle, a certificate that ran out, a server that is full or starts
  const away = ['EAI_AGAIN', 'ENETUNREACH', 'EMFILE', '53300', '57P03', '57014', '40001', '42501']
  expect(away.filter((code) => !isTransientFault(coded(code)))).toEqual([])
  expect(isTransientFault(new NotBegun(coded('CERT_HAS_EXPIRED')))).toBe(true)
  expect(isTransientFault(new NotBegun(coded('22023')))).toBe(true)
})

test('and put aside when it is', () => {
  expect(['21000', '22P05', '23514', '54000'].filter((code) => isTransientFault(coded(code)))).toEqual([])
  expect(isTransientFault(new TypeError('of ours'))).toBe(false)
})
