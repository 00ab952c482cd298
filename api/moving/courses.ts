/** Checks that are under way at once. */
const most = 4
/** Whoever does not go on with a check for so long gives way to others. */
const patience = 10_000

interface Ends {
  /** Lets go of what it reads and of what it noted. */
  close(): void
}

/** Checks that are under way. One that runs gives way to nobody: who comes when all places are taken comes again. */
export function createCourses<C extends Ends>(monotonicNow: () => number) {
  const courses = new Map<string, { readonly course: C; restsSince: number | null }>()

  function end(name: string): void {
    courses.get(name)?.course.close()
    courses.delete(name)
  }

  function hasRoom(): boolean {
    for (const [name, { restsSince }] of courses)
      if (courses.size >= most && restsSince !== null && monotonicNow() - restsSince >= patience) end(name)
    return courses.size < most
  }

  return {
    /** Goes on with the one there is, if it is still the right one, or begins it. Undefined if there is no room. */
    take(name: string, isRight: (course: C) => boolean, begin: () => C): C | undefined {
      const known = courses.get(name)
      if (known && isRight(known.course)) {
        known.restsSince = null
        return known.course
      }
      end(name)
      if (!hasRoom()) return undefined
      const course = begin()
      courses.set(name, { course, restsSince: null })
      return course
    },
    /** It waits for the next call. */
    rest(name: string): void {
      const known = courses.get(name)
      if (known) known.restsSince = monotonicNow()
    },
    end,
  }
}
