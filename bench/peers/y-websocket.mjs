// The official y-websocket server for yjs 13 with y-leveldb; its own main file, unchanged.
process.env.HOST = '127.0.0.1'
process.env.YPERSISTENCE = `${process.env.DATA_DIR}/leveldb`
process.on('SIGTERM', () => process.exit(0))
await import('./node_modules/@y/websocket-server/src/server.js')
