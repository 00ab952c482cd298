/** Most bytes of request bodies in the process at once, read or being read: 64 full ones. */
const mostBytes = 64 * 1024 * 1024

/** A request, and what its body takes. */
interface Guest {
  bodyBytes: number
}

/** Counts the bytes of request bodies that are in the house, from their arrival until they are answered. */
export function createBodyRoom(most = mostBytes) {
  let taken = 0
  return {
    /** False if there is no room for so many more. */
    enter(guest: Guest, bytes: number): boolean {
      if (taken + bytes > most) return false
      taken += bytes
      guest.bodyBytes += bytes
      return true
    },
    leave(guest: Guest): void {
      taken -= guest.bodyBytes
      guest.bodyBytes = 0
    },
    get taken() {
      return taken
    },
  }
}
export type BodyRoom = ReturnType<typeof createBodyRoom>
