import type * as Real from '@budeng/storage'
import { tables } from './storage.ts'
import { type Database, streamId } from './tables.ts'

function heldNow(database: Database, gatewayId: string, held: readonly Real.Held[], connected: boolean) {
  return held.filter(({ terminalId, fence }) => {
    const row = database.connections.get(terminalId)
    return row?.gatewayId === gatewayId && row.fence === fence && (row.connected || !connected)
  })
}

/** What storage knows of connections and of what devices say of themselves. */
export const linkModel = {
  lockConnections: async (unit, terminalIds) => {
    const database = tables(unit)
    const rows = terminalIds.flatMap((id) => database.connections.get(id) ?? [])
    return new Map(
      rows.map((row) => [
        row.terminalId,
        { ...row, isOutdated: false, behindAt: row.behindAt ?? null, wellSince: row.wellSince ?? false },
      ]),
    )
  },
  takeConnections: async (unit, gatewayId, taken, at) => {
    const database = tables(unit)
    return taken.map(({ terminalId, deviceId, conn, takeoversAt, tookOver, slowed }) => {
      const before = database.connections.get(terminalId)
      const fence = (before?.fence ?? 0) + 1
      database.connections.put(terminalId, {
        terminalId,
        deviceId,
        gatewayId,
        fence,
        conn,
        connected: true,
        ready: true,
        connectedAt: at,
        disconnectedAt: null,
        takeovers: (before?.takeovers ?? 0) + Number(tookOver),
        takeoversAt: [...takeoversAt],
        slowed,
        behindAt: before?.behindAt ?? null,
        wellSince: before?.wellSince ?? false,
      })
      return { terminalId, fence }
    })
  },
  slowConnections: async (unit, terminalIds, slowed) => {
    for (const id of terminalIds) tables(unit).connections.change(id, { slowed })
  },
  saveCopyWatches: async (unit, watches) => {
    for (const { terminalId, behindAt, wellSince } of watches)
      tables(unit).connections.change(terminalId, { behindAt, wellSince })
  },
  holdDevices: async () => new Map(),
  releaseConnections: async (unit, gatewayId, closed, at) => {
    const database = tables(unit)
    for (const { terminalId } of heldNow(database, gatewayId, closed, true))
      database.connections.change(terminalId, { connected: false, ready: false, disconnectedAt: at })
  },
  releaseAllConnections: async (unit, gatewayId, at) => {
    const database = tables(unit)
    const ours = database.connections.all().filter((row) => row.gatewayId === gatewayId && row.connected)
    for (const { terminalId } of ours)
      database.connections.change(terminalId, { connected: false, ready: false, disconnectedAt: at })
    return ours.length
  },
  disconnectGateways: async (unit, gatewayIds) => {
    const database = tables(unit)
    const lost = database.connections.all().filter((row) => gatewayIds.includes(row.gatewayId) && row.connected)
    for (const { terminalId, fence } of lost)
      database.connections.change(terminalId, {
        connected: false,
        ready: false,
        disconnectedAt: unit.clock.now(),
        fence: fence + 1,
      })
    return lost.length
  },
  lockHeld: async (unit, gatewayId, held) =>
    new Set(heldNow(tables(unit), gatewayId, held, true).map(({ terminalId }) => terminalId)),
  lockLast: async (unit, gatewayId, held) =>
    new Set(heldNow(tables(unit), gatewayId, held, false).map(({ terminalId }) => terminalId)),
  takeBack: async (unit, gatewayId, terminalIds) => {
    const database = tables(unit)
    return terminalIds.flatMap((terminalId) => {
      const row = database.connections.get(terminalId)
      if (row === undefined || row.gatewayId !== gatewayId || row.connected) return []
      const fence = row.fence + 1
      database.connections.change(terminalId, { connected: true, ready: true, disconnectedAt: null, fence })
      return [{ terminalId, fence }]
    })
  },
  welcomeDevices: async (db, deviceIds) => {
    const database = tables(db)
    const isWelcome = (id: string) => {
      const row = database.devices.get(id)
      return row?.state === 'ASSIGNED' && row.revokedAt === null && row.terminalId !== null
    }
    return new Set(deviceIds.filter(isWelcome))
  },
  recordHellos: async (unit, hellos) => {
    const database = tables(unit)
    return new Map(
      hellos.flatMap(({ deviceId, terminalId, boot, level, keyListVersion, highestSeq, versions, supports }) => {
        const device = database.devices.get(deviceId)
        const terminal = database.terminals.get(terminalId)
        if (device === undefined || terminal === undefined) return []
        const commandSeq = Math.max(device.commandSeq, highestSeq)
        database.devices.change(deviceId, { boot, keyListVersion, versions, supports: [...supports], commandSeq })
        database.terminals.change(terminalId, { level, model: versions['model'] ?? '' })
        const { journalEpoch: epoch, heartbeatIntervalMs, faults } = terminal
        return [
          [
            deviceId,
            {
              ...{ deviceId, commandSeq, epoch, heartbeatIntervalMs, faults, first: device.boot === null },
              derivedFaults: database.faults
                .all()
                .filter((row) => row.terminalId === terminalId && row.derivedAt !== null)
                .map(({ code }) => code),
              trait: '',
              parameters: null,
            },
          ] as const,
        ]
      }),
    )
  },
  raiseBoots: async (unit, boots) => {
    const database = tables(unit)
    for (const { deviceId, boot } of boots)
      if ((database.devices.get(deviceId)?.boot ?? boot) < boot) database.devices.change(deviceId, { boot })
  },
  saveHeartbeats: async (unit, heartbeats) => {
    const database = tables(unit)
    for (const row of heartbeats) database.heartbeats.put(row.terminalId, row)
  },
  faultsOf: async (db, terminalIds) =>
    Map.groupBy(
      tables(db)
        .faults.all()
        .filter((row) => terminalIds.includes(row.terminalId)),
      ({ terminalId }) => terminalId,
    ),
  saveFaults: async (unit, changes) => {
    const { faults } = tables(unit)
    for (const { terminalId, code, record } of changes) {
      if (record === null) faults.remove(`${terminalId} ${code}`)
      else faults.put(`${terminalId} ${code}`, { terminalId, ...record })
    }
  },
  // history, wishes and what is in common play no part here; every acquirer has the defaults
  saveSamples: async () => undefined,
  saveTraits: async () => undefined,
  saveReportedParameters: async () => undefined,
  responseCodesOf: async () => new Map(),
  // one transaction after the other
  heartbeatTimes: async (unit, terminalIds) => {
    const database = tables(unit)
    return new Map(
      terminalIds.flatMap((id) => database.heartbeats.get(id) ?? []).map(({ terminalId, at }) => [terminalId, at]),
    )
  },
  changedByHeartbeats: async (db, states) => {
    const database = tables(db)
    return states
      .filter(({ id, signOn, locked, batchNo }) => {
        const row = database.terminals.get(id)
        if (row === undefined) return false
        const isSame = row.presence === 'ONLINE' && row.signOn === signOn && row.locked === locked
        return !isSame || (batchNo ?? row.batchNo) !== row.batchNo
      })
      .map(({ id }) => id)
  },
  lockTerminals: async (unit, terminalIds) => {
    const database = tables(unit)
    return new Map(terminalIds.flatMap((id) => database.terminals.get(id) ?? []).map((row) => [row.id, row]))
  },
  // by name: the rows that a gateway holds know nothing of slots
  saveTerminals: async (unit, rows) => {
    const database = tables(unit)
    for (const row of rows) {
      const { presence, presenceSince, signOn, signOnSince, signOnLockedUntil, signOnFailures } = row
      const { id, hostResponseCode, batchNo, keyCheck, locked, faults, version } = row
      database.terminals.change(id, {
        ...{ presence, presenceSince, signOn, signOnSince, signOnLockedUntil, signOnFailures },
        ...{ hostResponseCode, batchNo, keyCheck, locked, faults },
        changedAt: unit.clock.now(),
        version: version + 1,
      })
    }
  },
  saveNonces: async (unit, nonces) => {
    const database = tables(unit)
    for (const row of nonces) database.nonces.put(row.deviceId, row)
  },
  takeNonces: async (unit, deviceIds) => {
    const database = tables(unit)
    const taken = deviceIds.flatMap((id) => database.nonces.get(id) ?? [])
    for (const { deviceId } of taken) database.nonces.remove(deviceId)
    return new Map(taken.map((row) => [row.deviceId, row]))
  },
  loadProvers: async (unit, deviceIds) => {
    const database = tables(unit)
    return new Map(
      deviceIds
        .flatMap((id) => database.devices.get(id) ?? [])
        .map(({ id, state, revokedAt, publicKey }) => [
          id,
          { deviceId: id, state, revokedAt, publicKey: publicKey ?? '' },
        ]),
    )
  },
} satisfies Partial<typeof Real>

const uplinkId = (device: string, stream: string, seq: number) => `${streamId(device, stream)} ${seq}`

/** What storage knows of the two streams of each device. */
export const streamModel = {
  // terminals of the simulation keep no journal
  journalsBegun: async () => [],
  raiseEpochs: async () => new Map(),
  readJournals: async () => new Map(),
  ensureStreams: async (unit, deviceIds) => {
    const database = tables(unit)
    for (const deviceId of deviceIds)
      for (const stream of ['report', 'reply'] as const)
        if (database.streams.get(streamId(deviceId, stream)) === undefined)
          database.streams.insert(streamId(deviceId, stream), { deviceId, stream, throughSeq: 0, ahead: [] })
  },
  // nobody enrols twice here
  beginStreamsAnew: async () => [],
  lockStreams: async (unit, deviceIds) => streamsOf(tables(unit), deviceIds),
  readStreams: async (db, deviceIds) => streamsOf(tables(db), deviceIds),
  lockHeldStreams: async (unit, gatewayId, held) => {
    const database = tables(unit)
    const devices = new Map(held.map(({ terminalId, deviceId }) => [terminalId, deviceId]))
    return heldNow(database, gatewayId, held, true).flatMap(({ terminalId }) =>
      streamsOf(database, [devices.get(terminalId) ?? '']).map((row) => ({
        ...row,
        terminalId,
        faults: database.terminals.get(terminalId)?.faults ?? [],
      })),
    )
  },
  saveStreams: async (unit, rows) => {
    const database = tables(unit)
    for (const { deviceId, stream, throughSeq, ahead } of rows)
      database.streams.change(streamId(deviceId, stream), { throughSeq, ahead: [...ahead] })
  },
  saveUplinks: async (unit, gatewayId, rows, steps) => {
    const database = tables(unit)
    let saved = 0
    for (const { before, after, terminalId, fence } of steps) {
      const key = streamId(after.deviceId, after.stream)
      const row = database.streams.get(key)
      const isAsBelieved = row?.throughSeq === before.throughSeq && row.ahead.join() === before.ahead.join()
      if (!isAsBelieved || heldNow(database, gatewayId, [{ terminalId, fence }], true).length === 0) continue
      database.streams.change(key, { throughSeq: after.throughSeq, ahead: [...after.ahead] })
      saved++
    }
    for (const row of rows) {
      const key = uplinkId(row.deviceId, row.stream, row.seq)
      if (database.uplinks.get(key) === undefined) database.uplinks.insert(key, row)
    }
    return saved === steps.length
  },
  uplinkHashes: async (db, keys) => {
    const database = tables(db)
    return keys.map(({ deviceId, stream, seq }) => database.uplinks.get(uplinkId(deviceId, stream, seq))?.hash ?? null)
  },
} satisfies Partial<typeof Real>

function streamsOf(database: Database, deviceIds: readonly string[]): Real.StreamRow[] {
  return deviceIds.flatMap((id) =>
    (['reply', 'report'] as const).flatMap((stream) => database.streams.get(streamId(id, stream)) ?? []),
  )
}
