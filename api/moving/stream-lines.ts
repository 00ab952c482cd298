/** The lines of a file as the body of an answer. The next is read only when the one before has been taken. `ended` is told once, however it ends. */
export function streamLines(first: IteratorResult<string>, lines: AsyncGenerator<string>, ended: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let read: IteratorResult<string> | undefined = first
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value, done } = read ?? (await lines.next())
          read = undefined
          if (!done) return controller.enqueue(encoder.encode(value))
          ended()
          controller.close()
        } catch (fault) {
          // Without its last line a file is none, so whoever takes it notices.
          ended()
          controller.error(fault)
        }
      },
      async cancel() {
        ended()
        await lines.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
