import { type BuildOptions, build, type Plugin } from 'esbuild'

/** `canonicalize` and the notes ask texts for `isWellFormed` (ES2024), which has an equal in regular expressions. */
const withoutIsWellFormed: Plugin = {
  name: 'without-is-well-formed',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\](canonicalize|note)[/\\].*\.[jt]s$/ }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], write: false, charset: 'utf8' })
      const contents = outputFiles[0]!.text.replaceAll(/\b(\w+)\.isWellFormed\(\)/g, '(!/\\p{Surrogate}/u.test($1))')
      return { contents, loader: 'js' }
    })
  },
}

const common = {
  bundle: true,
  platform: 'browser',
  // The oldest that have all of ES2022's built-ins which are used (Object.hasOwn, at, error causes). esbuild translates syntax only.
  target: ['es2022', 'node20', 'chrome94', 'firefox93', 'safari15.4'],
  plugins: [withoutIsWellFormed],
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
