// Bundles the browser libraries into the folder given: ES modules that the scripts in wwwroot/js import from ../dist/.
import { build } from 'esbuild';

await build({
  entryPoints: { codemirror: 'codemirror.js', uplot: 'uplot.js', fonts: 'fonts.css' },
  outdir: process.argv[2],
  bundle: true,
  format: 'esm',
  minify: true,
  legalComments: 'linked',
  target: 'es2022',
  loader: { '.woff2': 'file' },
  assetNames: 'fonts/[name]',
  logLevel: 'warning',
});
