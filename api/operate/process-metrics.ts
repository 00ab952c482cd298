import { statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client'
import type { ServiceFiles } from './files.ts'

interface Watched {
  /** Undefined for databases in memory or elsewhere. */
  readonly files: Pick<ServiceFiles, 'database' | 'keystore'> | undefined
  /** Connections that are open. */
  connections(): number
}

/** Memory, processor, event loop, connections, and how much room the files take and have. */
export function processMetrics({ files, connections }: Watched): (register: Registry) => void {
  return (register) => {
    const registers = [register]
    collectDefaultMetrics({ register })
    new Gauge({
      name: 'kariosae_open_connections',
      help: 'Connections that are open',
      registers,
      collect() {
        this.set(connections())
      },
    })
    if (!files) return
    const { database, keystore } = files
    new Gauge({
      name: 'kariosae_file_bytes',
      help: 'Size of the files of this service',
      labelNames: ['file'],
      registers,
      collect() {
        const paths = { database, log: `${database}-wal`, keystore }
        for (const [file, path] of Object.entries(paths)) this.set({ file }, statSync(path, { throwIfNoEntry: false })?.size ?? 0)
      },
    })
    new Gauge({
      name: 'kariosae_disk_free_bytes',
      help: 'Room left on the disk with the database',
      registers,
      collect() {
        const { bavail, bsize } = statfsSync(dirname(database))
        this.set(bavail * bsize)
      },
    })
  }
}
