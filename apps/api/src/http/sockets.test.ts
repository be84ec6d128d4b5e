import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Sessions } from '../access/sessions.ts'
import type { Viewer } from '../access/viewer.ts'
import { SOCKETS_PER_SESSION_MAX } from '../limits.ts'
import { silentLog } from '@budeng/storage'
import { SessionSockets } from './sockets.ts'

const sessions = { onEnd: () => () => undefined } as unknown as Sessions
const viewer = { session: { id: 'ses_a' } } as unknown as Viewer

function socket(readyState: number): WebSocket {
  return Object.assign(new EventEmitter(), { readyState, OPEN: WebSocket.OPEN }) as unknown as WebSocket
}

test('a socket that closed while its session was looked up takes no place of that session', () => {
  const sockets = new SessionSockets(sessions, silentLog)
  for (let count = 0; count < SOCKETS_PER_SESSION_MAX; count++)
    expect(sockets.admit(socket(WebSocket.CLOSED), viewer, '')).toBe(false)
  expect(sockets.size).toBe(0)
  const open = socket(WebSocket.OPEN)
  expect(sockets.admit(open, viewer, '')).toBe(true)
  open.emit('close')
  expect(sockets.size).toBe(0)
  sockets.close()
})
