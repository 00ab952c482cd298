import { rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { type BackupDone, BackupFault, type BackupRequest } from './write-backup.ts'

type BackUp = (request: BackupRequest) => Promise<BackupDone>
type Reply = { readonly done: BackupDone } | { readonly failed: string }

/** The socket holds about a hundred bytes of a path. */
const longestPath = 100

interface Control {
  close(): void
}

/**
 * A socket beside the database, which only its owner can use: who may read the database may ask for a copy of it. Whoever
 * holds the database's lock may take away what a process that was killed left there.
 */
export function openControl(path: string, backUp: BackUp, report: (event: string) => void): Control {
  const alone = oneAtATime(backUp)
  const server = createServer((socket) => void serve(socket, alone, report))
  server.on('error', (fault) => report(`npm run backup has to wait until the service is stopped: ${fault.message}`))
  if (path.length > longestPath) {
    report(`npm run backup has to wait until the service is stopped: the path ${path} is too long for a socket`)
    return { close() {} }
  }
  rmSync(path, { force: true })
  const before = process.umask(0o177)
  server.listen(path)
  process.umask(before)
  server.unref()
  return { close: () => void server.close() }
}

function oneAtATime(backUp: BackUp): BackUp {
  let underWay: string | undefined
  return async (request) => {
    if (underWay !== undefined) throw new BackupFault(`a backup to ${underWay} is under way; ask again when it is done`)
    underWay = request.target
    return backUp(request).finally(() => {
      underWay = undefined
    })
  }
}

async function serve(socket: Socket, backUp: BackUp, report: (event: string) => void): Promise<void> {
  socket.on('error', () => undefined) // whoever asked is gone
  const reply = (said: Reply) => void socket.end(`${JSON.stringify(said)}\n`)
  for await (const line of createInterface({ input: socket })) {
    const request = JSON.parse(line) as BackupRequest
    report(`a backup to ${request.target} begins`)
    try {
      reply({ done: await backUp(request) })
      report(`the backup to ${request.target} is whole`)
    } catch (fault) {
      reply({ failed: (fault as Error).message })
      report(`the backup to ${request.target} failed: ${(fault as Error).message}`)
    }
    return
  }
}

/** Asks the service that runs on these files; undefined if none does. Throws BackupFault. */
export function askForBackup(path: string, request: BackupRequest): Promise<BackupDone | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.on('error', (fault: NodeJS.ErrnoException) => {
      if (['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'].includes(fault.code ?? '')) resolve(undefined)
      else reject(new BackupFault(`the running service cannot be asked (${fault.message}); run this as the user of the service`))
    })
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`))
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (piece) => (text += piece))
    socket.on('end', () => {
      if (text === '') return reject(new BackupFault('the service ended before the backup was whole'))
      const reply = JSON.parse(text) as Reply
      if ('done' in reply) resolve(reply.done)
      else reject(new BackupFault(reply.failed))
    })
  })
}
