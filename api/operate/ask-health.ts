/** What a container asks of its own process: 0 if it should be sent requests. */
const answer = await fetch(`http://127.0.0.1:${process.env['PORT'] || 8787}/healthz/ready`, { signal: AbortSignal.timeout(2_500) }).catch(
  () => undefined,
)
process.exitCode = answer?.ok ? 0 : 1
