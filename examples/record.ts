import { writeFileSync } from 'node:fs'
import { exampleNames, recordOf, runExample, startService } from './run.ts'

/** Records anew what every example prints: `npm run examples`. Read the difference before you commit it. */
const service = await startService()
try {
  for (const name of exampleNames()) {
    writeFileSync(recordOf(name), await runExample(name, service.url))
    console.log(`recorded ${name}.out`)
  }
} finally {
  await service.stop()
}
