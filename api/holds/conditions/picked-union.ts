import { z } from '@hono/zod-openapi'

/** Why none of the types was meant: `path` leads to what is wrong, from the value itself. */
interface Stray {
  readonly message: string
  readonly path?: readonly string[]
}

interface PickedUnionDef extends z.core.$ZodUnionDef<readonly z.ZodType[]> {
  readonly pick: (value: unknown) => z.ZodType | Stray
}

/** In the document a union like every other, but only the type that was meant is parsed, so its own faults are told. */
const PickedUnion = z.core.$constructor<z.ZodUnion, PickedUnionDef>('PickedUnion', (schema, def) => {
  z.ZodUnion.init(schema, def)
  schema._zod.parse = (payload, context) => {
    const picked = def.pick(payload.value)
    if ('_zod' in picked) return picked._zod.run(payload, context)
    payload.issues.push({ code: 'custom', message: picked.message, path: [...(picked.path ?? [])], input: payload.value, inst: schema })
    return payload
  }
})

/** A union that says how to tell which of its types is meant. */
export function pickedUnion<T>(options: readonly z.ZodType[], pick: (value: unknown) => z.ZodType | Stray): z.ZodType<T> {
  return new PickedUnion({ type: 'union', inclusive: true, options, pick }) as unknown as z.ZodType<T>
}
