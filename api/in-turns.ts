/** Says what it is told in one turn of the event loop in one message: a message costs more than what is in it. */
export function inTurns<T>(send: (messages: readonly T[]) => void): (message: T) => void {
  let waiting: T[] = []
  return (message) => {
    waiting.push(message)
    if (waiting.length > 1) return
    setImmediate(() => {
      const messages = waiting
      waiting = []
      send(messages)
    })
  }
}
