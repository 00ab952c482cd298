import { Counter, Gauge, Histogram, Registry } from 'prom-client'

const quick = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]

/** What is read off when somebody asks. */
interface Readings {
  queueLength(): number
  queueAge(): number
  dueLag(): Promise<number>
  isReady(): boolean
}

/** All that the service counts. Labels take their values from lists that the code ends: operations, codes, kinds, parts, calls. */
export function createMetrics(readings: Readings) {
  const register = new Registry()
  const registers = [register]
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) => new Counter<L>({ name, help, labelNames, registers })
  const histogram = <L extends string>(name: string, help: string, labelNames: L[], buckets = quick) =>
    new Histogram<L>({ name, help, labelNames, buckets, registers })
  const reading = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read())
      },
    })

  reading('kariosae_ready', '1 while /healthz/ready says so', () => (readings.isReady() ? 1 : 0))
  reading('kariosae_queue_length', 'Orders that wait for their commit', readings.queueLength)
  reading('kariosae_queue_age_seconds', 'How long the oldest of them has waited', readings.queueAge)
  reading('kariosae_due_lag_seconds', 'How long what should have happened by itself has been due', readings.dueLag)
  return {
    register,
    requests: counter('kariosae_requests_total', 'Requests answered', ['operation', 'status']),
    requestSeconds: histogram('kariosae_request_seconds', 'Time to answer', ['operation']),
    refusals: counter('kariosae_refusals_total', 'Requests refused, by the code of the problem', ['code']),
    groupSize: histogram('kariosae_commit_group_size', 'Orders that shared a commit', [], sizes),
    commitSeconds: histogram('kariosae_commit_seconds', 'Time of the parts of a commit: load, decide (with signing), write', ['part']),
    storeErrors: counter('kariosae_store_errors_total', 'Times that the store could not serve', ['kind']),
    signingSeconds: histogram('kariosae_signing_seconds', 'Time that the signing backend took', ['call']),
    signingErrors: counter('kariosae_signing_errors_total', 'Times that the signing backend could not serve', ['call']),
    openStreams: new Gauge({ name: 'kariosae_open_streams', help: 'Event streams that are open', registers }),
    bodyBytes: new Gauge({ name: 'kariosae_body_bytes', help: 'Bytes of request bodies that are in the process', registers }),
  }
}
export type Metrics = ReturnType<typeof createMetrics>
