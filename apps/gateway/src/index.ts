export { createGateway, type Gateway, type GatewayKeys, type GatewayOptions } from './gateway.ts'
export { environmentSchema } from './environment.ts'
export { GATEWAY_LIMITS, type GatewayLimits } from './limits.ts'
export type { GatewayMetrics } from './metrics.ts'
