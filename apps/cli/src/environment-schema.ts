import { backupVariables } from '@budeng/backup/settings'
import { z } from 'zod'

const port = (fallback: number, about: string) =>
  z.coerce.number().int().min(1).max(65_535).default(fallback).describe(about)

const file = (about: string) => z.string().min(1).optional().describe(about)

/**
 * Every variable of the house, in the order of `.env.example`. The command line reads those that it needs and passes all of
 * them on; each server checks its own again.
 */
export const environmentSchema = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('development')
    .describe('`production` refuses demo people, simulated terminals and a faster clock.'),
  BUDENG_HTTP_PORT: port(4000, 'Dashboard, GraphQL, enrolment, health and metrics, on 127.0.0.1.'),
  BUDENG_MQTT_PORT: port(1883, 'Terminals connect here.'),
  BUDENG_HOST_PORT: port(4010, 'The simulated acquirer host of the demo.'),
  BUDENG_HOST_ISO_PORT: port(4011, 'The same host for terminals, in ISO 8583.'),
  BUDENG_DATA_DIR: z
    .string()
    .min(1)
    .default('.budeng')
    .describe('Folder of the embedded database, the keys and the demo. Relative to the working directory.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe(
      'A PostgreSQL server (15 or later). Left out: an embedded one, in the data folder. Or `DATABASE_URL_FILE`, a file with it; so BUDENG_TOKEN, BUDENG_PASSWORD, BUDENG_TOTP.',
    ),
  BUDENG_KEYS_DIR: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of the keys. Left out: `keys` in the data folder; made there by the demo only.'),
  BUDENG_CHECKPOINT_DIR: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder of exported audit checkpoints; put it on another machine. Left out: `checkpoints` in the data folder.',
    ),
  BUDENG_FILES_DIR: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder of files of acquirers, without card numbers, and of exports; API and worker share it. Left out: `files` in the data folder.',
    ),
  BUDENG_CLOCK_FACTOR: z.coerce
    .number()
    .positive()
    .max(100_000)
    .default(1)
    .describe('Platform time runs this many times as fast, terminals included. Refused in production.'),
  BUDENG_CLOCK_ORIGIN: z.coerce
    .number()
    .int()
    .positive()
    .optional()
    .describe('Where the faster clock began, ms since 1970; set by `budeng start` for its processes.'),
  BUDENG_BULK_RAISE: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('An action on more terminals than this counts one tier higher. 200; 50 in the demo.'),
  BUDENG_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .optional()
    .describe('What the processes say. Left out: `info` in production, `error` in the demo.'),
  BUDENG_HTTP_HOST: z.string().min(1).default('127.0.0.1').describe('Address of the HTTP port.'),
  BUDENG_MQTT_HOST: z.string().min(1).default('127.0.0.1').describe('Address of the MQTT port.'),
  BUDENG_MQTT_PLAIN: z
    .enum(['loopback', 'forced', 'off'])
    .default('loopback')
    .describe('Whether terminals may connect without TLS: on loopback only, on any address (`forced`), or not at all.'),
  BUDENG_MQTTS_PORT: port(8883, 'Terminals connect here with TLS, once there is a certificate.'),
  BUDENG_MQTTS_HOST: z.string().min(1).default('127.0.0.1').describe('Address of the MQTT port with TLS.'),
  BUDENG_MQTTS_CERT_FILE: file('Certificate of the MQTT server, PEM, with those between it and its authority.'),
  BUDENG_MQTTS_KEY_FILE: file('Its private key, PEM. Renewed files are noticed within 10 s.'),
  BUDENG_MQTTS_CLIENT_CA_FILE: file(
    "Authorities of terminals' certificates, PEM. Given: each terminal shows one whose name is its device id.",
  ),
  BUDENG_MQTTS_CLIENT_CERT: z
    .enum(['with-secret', 'instead-of-secret'])
    .default('with-secret')
    .describe("Whether a terminal's certificate comes with its MQTT secret or instead of it."),
  BUDENG_HTTPS_CERT_FILE: file('Certificate of the HTTP port, PEM: then it speaks HTTPS only.'),
  BUDENG_HTTPS_KEY_FILE: file('Its private key, PEM.'),
  BUDENG_HOST_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("The acquirer's host that is asked as a witness. Left out: the simulated one."),
  BUDENG_GATEWAY_ID: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Name of this gateway, the same after each restart. Left out: machine and port.'),
  BUDENG_DASHBOARD_DIR: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of the built dashboard. Left out: the one that is built beside.'),
  BUDENG_ALLOWED_ORIGINS: z
    .string()
    .optional()
    .describe('Further origins whose pages may speak to the API, with commas between them.'),
  BUDENG_TRUST_PROXY: z
    .string()
    .optional()
    .describe('Proxies (addresses, networks) whose X-Forwarded-For is believed, with commas between them.'),
  BUDENG_API_COST_PER_MINUTE: z.coerce
    .number()
    .int()
    .positive()
    .optional()
    .describe('GraphQL cost that one session may spend in a minute.'),
  BUDENG_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Address under which people open the platform; passkeys are made for its name, single sign-on comes back to it. Left out: localhost.',
    ),
  BUDENG_SSO_ISSUERS: z
    .string()
    .optional()
    .describe(
      'Origins of identity providers that stand in your own network or speak no TLS, with commas. Others must be public.',
    ),
  BUDENG_NOTIFY_INSIDE: z
    .string()
    .optional()
    .describe(
      'Webhooks and mail servers to which notifications may go although they stand in your own network, speak no TLS or listen at unusual ports: origins with commas, `https://chat.bank.internal,smtp://10.0.0.5:25`.',
    ),
  ...backupVariables,
  BUDENG_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('The platform that `terminals list` and `relogin` talk to. Left out: the local one.'),
  BUDENG_TOKEN: z.string().min(1).optional().describe('API token for it.'),
  BUDENG_EMAIL: z.string().min(1).optional().describe('Or a person; the password is asked for.'),
  BUDENG_PASSWORD: z.string().min(1).optional().describe('The password, where nobody can be asked.'),
  BUDENG_TOTP: z.string().min(1).optional().describe('A code of the second factor, where the person has one.'),
  NO_COLOR: z.string().optional().describe('Any value: no colours.'),
})
