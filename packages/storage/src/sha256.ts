import { hash } from 'node:crypto'

/** By node:crypto; the kernel's trees take it as an argument. Rooms that speak the protocol have that of `@budeng/protocol`. */
export function sha256(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer')
}
