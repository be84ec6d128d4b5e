import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist',
    target: 'node24',
    sourcemap: true,
    rollupOptions: {
      input: { prove: 'src/prove/main.ts', screenshots: 'src/screenshots.ts' },
      // beside the programs: paths to the repository are counted from the file
      output: { chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { noExternal: [/^@budeng\//] },
})
