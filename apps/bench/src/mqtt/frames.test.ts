import mqtt from 'mqtt-packet'
import { describe, expect, it } from 'vitest'
import { FrameReader, messageIdOf, PACKET, pubackFrame, publishFrame, readPublish } from './frames.ts'

describe('frames of the load generator', () => {
  it.each([0, 7, 300])('writes the PUBLISH that others write, message id %i', (messageId) => {
    const payload = Buffer.alloc(200, 'x')
    const qos = messageId === 0 ? 0 : 1
    const expected = mqtt.generate({
      cmd: 'publish',
      topic: 'pos/a',
      payload,
      qos,
      dup: false,
      retain: false,
      messageId,
    })
    expect(publishFrame('pos/a', payload, messageId)).toEqual(expected)
    expect(pubackFrame(300)).toEqual(mqtt.generate({ cmd: 'puback', messageId: 300 }))
  })

  it('finds packets wherever the stream is cut', () => {
    const stream = Buffer.concat([
      publishFrame('a/b', Buffer.alloc(500, 'y'), 9),
      pubackFrame(5),
      publishFrame('c', Buffer.from('z'), 0),
    ])
    for (let size = 1; size <= stream.length; size += 13) {
      const seen: string[] = []
      const reader = new FrameReader((first, body) => {
        if (first >> 4 === PACKET.puback) seen.push(`puback ${body.readUInt16BE(0)}`)
        else {
          const { topic, payload, messageId } = readPublish(first, body)
          seen.push(`${topic} ${payload.length} ${messageId}`)
        }
      })
      for (let at = 0; at < stream.length; at += size) reader.push(stream.subarray(at, at + size))
      expect(seen).toEqual(['a/b 500 9', 'puback 5', 'c 1 0'])
    }
  })

  it('gives message ids that MQTT allows', () => {
    expect([1, 65_535, 65_536, 131_070].map(messageIdOf)).toEqual([1, 65_535, 1, 65_535])
  })
})
