import { join } from 'node:path'
import type { Home } from './home.ts'
import { CONNECTIONS_MAX, SOCKET_PATH_BYTES_MAX } from './limits.ts'
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

const SETTINGS = {
  cluster_name: CLUSTER_NAME,
  listen_addresses: '127.0.0.1',
  max_connections: CONNECTIONS_MAX,
  shared_buffers: '128MB',
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
