import { defineConfig } from 'vite'

// What is measured runs in processes of its own, so each is an entry
export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist',
    target: 'node24',
    sourcemap: true,
    rollupOptions: {
      input: {
        main: 'src/main.ts',
        probe: 'src/peers/probe.ts',
        'bare-aedes': 'src/peers/bare-aedes.ts',
        'naive-insert': 'src/peers/naive-insert.ts',
        'presence-lane': 'src/presence/lane.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
  ssr: { noExternal: [/^@budeng\//] },
})
