import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './precompress.ts'

/** Where the API listens in development: the port of the house that `npm run dev` started. */
const API = `http://127.0.0.1:${process.env['BUDENG_HTTP_PORT'] ?? 4000}`

export default defineConfig({
  plugins: [react(), precompress()],
  build: { target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/graphql': { target: API, ws: true, changeOrigin: false } },
  },
})
