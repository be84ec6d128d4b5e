import { once } from 'node:events'
import { connect, type Server, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { Door } from './door.ts'
import { Lobby } from './lobby.ts'

test('a socket that could not be taken in is counted, and others still come', async () => {
  const refused: string[] = []
  const taken: Socket[] = []
  const lobby = new Lobby({ socketsMax: 10, strangersMax: 10, strangersPerAddressMax: 10 })
  const door = new Door({
    ...{ host: '127.0.0.1', port: 0, lobby, handshakeTimeoutMs: 1_000 },
    onSocket: (socket) => void taken.push(socket.on('error', () => undefined)),
    onRefused: (reason) => void refused.push(reason),
  })
  const port = await door.open()
  const come = async () => {
    const before = taken.length
    const client = connect(port, '127.0.0.1').on('error', () => undefined)
    await once(client, 'connect')
    await expect.poll(() => taken.length).toBe(before + 1)
    client.destroy()
  }
  await come()
  const { server } = taken[0] as Socket & { readonly server: Server }
  server.emit('error', Object.assign(new Error('accept ENOBUFS'), { code: 'ENOBUFS' }))
  await come()
  expect(refused).toEqual(['ACCEPT'])
  await door.close()
})
