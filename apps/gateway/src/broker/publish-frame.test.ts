import { generate } from 'mqtt-packet'
import { expect, test } from 'vitest'
import { publishFrame } from './publish-frame.ts'

test.each([0, 1, 95, 96, 97, 300, 8_000, 16_350, 16_400, 60_000])(
  'a payload of %d bytes is framed as the library frames it',
  (size) => {
    const topic = 'pos/v1/demo/10000001/down'
    const payload = Buffer.alloc(size, 0x61)
    const frame = generate({ cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false })
    expect(publishFrame(topic, payload).equals(frame)).toBe(true)
  },
)
