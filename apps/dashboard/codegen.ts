import type { CodegenConfig } from '@graphql-codegen/cli'

/** Types and documents of the screens, generated from the contract and committed; `npm run codegen -- --check` compares. */
const config: CodegenConfig = {
  schema: '../../packages/contract/schema.graphql',
  documents: 'src/**/*.graphql',
  generates: {
    'src/api/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        skipTypename: false,
        scalars: {
          ID: 'string',
          DateTime: 'string',
          Duration: 'string',
          JSON: 'unknown',
          Position: 'string',
          Date: 'string',
          MinorUnits: 'string',
        },
      },
    },
  },
}

export default config
