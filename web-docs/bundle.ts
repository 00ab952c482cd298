import { type BuildOptions, build } from 'esbuild'

const common = {
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  minify: true,
  legalComments: 'inline',
  charset: 'utf8',
} satisfies BuildOptions

const bundles = {
  'client.js': {
    ...common,
    entryPoints: [`${import.meta.dirname}/../api/client/client.ts`],
    outfile: `${import.meta.dirname}/assets/client.js`,
    banner: { js: '// The client library of Kariosae (Apache-2.0): made by `npm run bundle` from api/client, do not edit.' },
    format: 'esm',
  },
  'verify.js': {
    ...common,
    entryPoints: [`${import.meta.dirname}/verify/page-script.ts`],
    outfile: `${import.meta.dirname}/assets/verify.js`,
    banner: { js: '// The page that verifies receipts (Kariosae, Apache-2.0): made by `npm run bundle` from web-docs/verify, do not edit.' },
    // No module: a browser does not load one from a saved page.
    format: 'iife',
  },
} satisfies Record<string, BuildOptions>

/**
 * A script with all it needs, for browsers, as the console serves it: the client library is an ES module, the page that
 * verifies receipts is none. Throws where it does not build.
 */
export async function bundleText(name: keyof typeof bundles = 'client.js'): Promise<string> {
  const { outputFiles } = await build({ ...bundles[name], write: false })
  return outputFiles[0]!.text
}

if (process.argv[1] === import.meta.filename) for (const options of Object.values(bundles)) await build(options)
