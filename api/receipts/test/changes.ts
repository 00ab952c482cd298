/** Every JSON value that differs from this one in a single place: a character, a number, an item or member left out. */
export function* changesOf(value: unknown, path = ''): Generator<{ path: string; changed: unknown }> {
  if (typeof value === 'string') {
    for (const at of new Set([0, Math.floor(value.length / 2), value.length - 1])) {
      const other = value[at] === 'a' ? 'b' : 'a'
      yield { path: `${path} at ${at}`, changed: `${value.slice(0, Math.max(0, at))}${other}${value.slice(at + 1)}` }
    }
  } else if (typeof value === 'number') yield { path, changed: value + 1 }
  else if (typeof value === 'boolean') yield { path, changed: !value }
  else if (value === null) yield { path, changed: 1 }
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield { path: `${path}[${index}] dropped`, changed: value.toSpliced(index, 1) }
      for (const inside of changesOf(item, `${path}[${index}]`)) yield { path: inside.path, changed: value.with(index, inside.changed) }
    }
  } else {
    for (const [name, item] of Object.entries(value as object)) {
      const { [name]: _dropped, ...rest } = value as Record<string, unknown>
      const place = path === '' ? name : `${path}.${name}`
      yield { path: `${place} dropped`, changed: rest }
      for (const inside of changesOf(item, place)) yield { path: inside.path, changed: { ...(value as object), [name]: inside.changed } }
    }
  }
}
