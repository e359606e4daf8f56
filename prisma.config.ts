import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

// The CLI wants to download its engine even to generate the client. Prisma's own WASM build of that engine
// comes from the registry and works offline; a native engine set from outside wins.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= fileURLToPath(
  new URL('./scripts/schema-engine.mjs', import.meta.url),
)

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://embedded/mailroom?pglite=memory' },
})
