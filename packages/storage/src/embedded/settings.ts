import { totalmem } from 'node:os'
import { join } from 'node:path'
import type { Home } from './home.ts'
import { CONNECTIONS_MAX, SHARED_BUFFERS_MAX_MB, SHARED_BUFFERS_MIN_MB, SOCKET_PATH_BYTES_MAX } from './limits.ts'
import { CLUSTER_NAME } from './postmaster.ts'

/**
 * The server's command line. Settings stand here and not in `postgresql.conf`, so that a new release of ours brings
 * its settings to every existing cluster.
 */
export function serverArguments(home: Home, port: number, fsync: boolean): string[] {
  const settings = {
    ...SETTINGS,
    ...(fsync ? {} : UNSAFE_AFTER_A_POWER_CUT),
    port,
    unix_socket_directories: socketFolder(home, port),
  }
  return ['-D', home.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** A thirty-second of the machine, which the house shares with others; the system's own cache holds the rest. */
function sharedBuffersMb(machineBytes: number): number {
  const share = Math.floor(machineBytes / 32 / MIB)
  return Math.min(Math.max(share, SHARED_BUFFERS_MIN_MB), SHARED_BUFFERS_MAX_MB)
}

const MIB = 1024 * 1024

const SETTINGS = {
  cluster_name: CLUSTER_NAME,
  listen_addresses: '127.0.0.1',
  max_connections: CONNECTIONS_MAX,
  shared_buffers: `${sharedBuffersMb(totalmem())}MB`,
  // After each checkpoint the log holds every page whole that is written to; checkpoints come by what was written
  max_wal_size: '2GB',
  // Events and postings on their way live for milliseconds: whoever looks for the next ones walks over those of a minute
  autovacuum_naptime: '10s',
  // Segments in the cluster's own folder: the ones in /dev/shm would outlive a kill -9
  dynamic_shared_memory_type: 'mmap',
  // Off loses commits that were already answered, at a mere kill of the process
  synchronous_commit: 'on',
  timezone: 'UTC',
  jit: 'off',
  random_page_cost: 1.1,
  // Values and statements can hold secrets and must not reach a log: clients get their errors, the log only ends
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

/** For tests: survives the death of any process, not of the machine. */
const UNSAFE_AFTER_A_POWER_CUT = { fsync: 'off', full_page_writes: 'off' }

/** A socket path that is too long would keep the server from starting; TCP is what we use. */
function socketFolder(home: Home, port: number): string {
  const socket = join(home.cluster, `.s.PGSQL.${port}`)
  return process.platform === 'win32' || Buffer.byteLength(socket) > SOCKET_PATH_BYTES_MAX ? '' : home.cluster
}
