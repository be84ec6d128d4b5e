import { defineConfig } from 'vite'

export default defineConfig({
  build: { ssr: true, outDir: 'dist', target: 'node24', sourcemap: true, rollupOptions: { input: { prove: 'src/prove/main.ts' } } },
  ssr: { noExternal: [/^@budeng\//] },
})
