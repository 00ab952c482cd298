/** What is taken to nobody, at most, in bytes and milliseconds: more is cut off. */
const [mostBytes, mostTime] = [16 * 1024 * 1024, 2_000]

/**
 * Answers, and takes in what the answer did not wait for: workerd resets a connection whose body nobody reads, and its client
 * would see that instead of the refusal.
 */
export async function answerWhole(request: Request, answer: (request: Request) => Response | Promise<Response>): Promise<Response> {
  const response = await answer(request)
  if (request.body && !request.bodyUsed) {
    await Promise.race([drain(request.body as unknown as AsyncIterable<Uint8Array>), new Promise((resolve) => setTimeout(resolve, mostTime))])
  }
  return response
}

async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
  let taken = 0
  try {
    for await (const piece of body) {
      taken += piece.byteLength
      if (taken > mostBytes) return
    }
  } catch {
    // Its client has gone.
  }
}
