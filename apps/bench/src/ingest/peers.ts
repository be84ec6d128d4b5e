import { introduce, type Speaker } from '../fleet/speaker.ts'
import { type LoadConnection, openAll } from '../mqtt/connection.ts'
import { type House, startBareAedes, startGateway, startMosquitto, startNaive } from '../servers/brokers.ts'
import type { Server } from '../servers/process.ts'

/** A server under load, with its open connections, one a terminal. */
export interface Peer {
  readonly server: Server
  readonly connections: readonly LoadConnection[]
}

export interface Peers {
  readonly ours: Peer
  /** Ours once more, with other terminals, whose every report changes something. */
  readonly changing: Peer
  readonly bare: Peer
  readonly naive: Peer
  /** Null where it is not installed. */
  readonly mosquitto: Peer | null
}

/** Starts everyone and connects the same terminals to each. */
export async function startPeers(
  house: House,
  naiveUrl: string,
  folder: string,
  speakers: readonly Speaker[],
  changing: readonly Speaker[],
): Promise<Peers> {
  const mosquitto = await startMosquitto(folder)
  const gateway = await startGateway(house)
  return {
    ours: await connected(gateway, speakers, true),
    changing: await connected(gateway, changing, true),
    bare: await connected(await startBareAedes(), speakers, false),
    naive: await connected(await startNaive(naiveUrl), speakers, false),
    mosquitto: mosquitto === null ? null : await connected(mosquitto, speakers, false),
  }
}

export async function connected(server: Server, speakers: readonly Speaker[], isWelcomed: boolean): Promise<Peer> {
  const connections = await openAll(
    server.port,
    speakers.map(({ login }) => login),
  )
  await Promise.all(
    connections.map(async (connection, index) => {
      const speaker = speakers[index]
      if (speaker !== undefined) await introduce(connection, speaker, isWelcomed)
    }),
  )
  return { server, connections }
}

export async function stopPeers(peers: Peers): Promise<void> {
  for (const peer of Object.values(peers) as (Peer | null)[]) {
    for (const connection of peer?.connections ?? []) connection.close()
    await peer?.server.stop()
  }
}
