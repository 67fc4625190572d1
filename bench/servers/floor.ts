import { WebSocket, WebSocketServer } from 'ws'

/** The floor: a plain relay that does nothing but forward. Nothing that sends each message on can cost much less. */
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.env.PORT),
  perMessageDeflate: false,
})
server.on('connection', (socket) => {
  socket.on('message', (message: Buffer) => {
    for (const client of server.clients)
      if (client !== socket && client.readyState === WebSocket.OPEN) client.send(message)
  })
})
