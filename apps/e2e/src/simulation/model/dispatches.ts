import type * as Real from '@budeng/storage'
import { tables } from './storage.ts'
import { dispatchId } from './tables.ts'

/** What storage knows of bytes for terminals. */
export const dispatchModel = {
  writeDispatches: async (unit, dispatches, at) => {
    const database = tables(unit)
    for (const { commandId, attempt } of dispatches)
      for (const old of database.dispatches.all())
        if (old.commandId === commandId && old.attempt < attempt) database.dispatches.remove(dispatchId(old))
    for (const dispatch of dispatches) {
      const key = dispatchId(dispatch)
      const { bytes, seq } = dispatch
      if (database.dispatches.get(key) !== undefined)
        database.dispatches.change(key, { bytes, seq, wantedAt: at, publishedAt: null })
      else
        database.dispatches.insert(key, {
          ...dispatch,
          id: database.nextDispatchId(),
          createdAt: at,
          wantedAt: at,
          publishedAt: null,
        })
    }
  },
  wantAgain: async (unit, keys, at) => {
    const database = tables(unit)
    for (const key of keys) database.dispatches.change(dispatchId(key), { wantedAt: at })
    return keys.filter((key) => database.dispatches.get(dispatchId(key)) === undefined)
  },
  absentDispatches: async (db, keys) => {
    const database = tables(db)
    return keys.filter((key) => database.dispatches.get(dispatchId(key)) === undefined)
  },
  addressesOf: async (db, commandIds) => {
    const database = tables(db)
    return new Map(
      commandIds.flatMap((commandId) => {
        const command = database.commands.get(commandId)
        const terminal = database.terminals.get(command?.terminalId ?? '')
        const deviceId = command?.deviceId ?? null
        if (terminal === undefined || deviceId === null) return []
        const { id: terminalId, acquirerCode: acquirer, tid } = terminal
        const { keyListVersion = 0 } = database.devices.get(deviceId) ?? {}
        return [[commandId, { commandId, terminalId, deviceId, acquirer, tid, keyListVersion }] as const]
      }),
    )
  },
  nextCommandSeqs: async (unit, deviceIds) => {
    const database = tables(unit)
    return deviceIds.map((id) => {
      const commandSeq = (database.devices.get(id)?.commandSeq ?? 0) + 1
      database.devices.change(id, { commandSeq })
      return commandSeq
    })
  },
  claimDispatches: async (unit, gatewayId, limit) => {
    const database = tables(unit)
    return database.dispatches
      .all()
      .filter(({ wantedAt, terminalId, deviceId, kind, commandId }) => {
        const connection = database.connections.get(terminalId)
        const isOurs = connection?.gatewayId === gatewayId && connection.connected && connection.ready
        const isOpen = database.commands.get(commandId)?.finishedAt === null || kind === 'cancel'
        return wantedAt !== null && isOurs && connection.deviceId === deviceId && isOpen
      })
      .sort((a, b) => (a.wantedAt ?? 0) - (b.wantedAt ?? 0) || a.id - b.id)
      .slice(0, limit)
      .map(({ id, kind, commandId, attempt, terminalId, deviceId, bytes }) => ({
        id,
        kind,
        commandId,
        attempt,
        terminalId,
        deviceId,
        bytes,
        conn: database.connections.get(terminalId)?.conn ?? 0,
        boot: database.devices.get(deviceId)?.boot ?? null,
      }))
  },
  markDispatched: async (unit, ids, at) => {
    const database = tables(unit)
    for (const row of database.dispatches.all())
      if (ids.includes(row.id)) database.dispatches.change(dispatchId(row), { wantedAt: null, publishedAt: at })
  },
} satisfies Partial<typeof Real>
