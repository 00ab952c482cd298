/** Counts what is open at once of each name, where only so many may be. */
export function createPlaces(most: number) {
  const taken = new Map<string, number>()
  return {
    isFull: (name: string): boolean => (taken.get(name) ?? 0) >= most,
    take: (name: string): void => void taken.set(name, (taken.get(name) ?? 0) + 1),
    leave(name: string): void {
      const left = taken.get(name)! - 1
      if (left === 0) taken.delete(name)
      else taken.set(name, left)
    },
  }
}
