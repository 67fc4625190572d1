// Hocuspocus with its SQLite extension and default settings (stores 2 s after a change, at most 10 s).
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'

const database = `${process.env.DATA_DIR}/hocuspocus.sqlite`
const server = new Server({
  port: Number(process.env.PORT),
  address: '127.0.0.1',
  quiet: true,
  extensions: [new SQLite({ database })],
})
await server.listen()
