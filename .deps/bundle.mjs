// Makes the scripts that travel from static/js: `node bundle.mjs STATIC TARGET`. Prints, as JSON, which file holds which
// sources and imports which files. A file costs a slow phone more than what stands in it: few files, each for one occasion.
import { readdirSync } from 'node:fs';
import { parse, relative } from 'node:path';
import { rolldown } from 'rolldown';

const [root, target] = process.argv.slice(2);

// The oldest phones we serve; tests/house/test_floor.py holds the sources to them as well.
const FLOOR = ['chrome99', 'safari16.4'];

/** Bytes of source: a file of less is not worth the asking. */
const BIT = 6000;

// What is wanted on the same occasion comes in one file, with all it imports and the files before it do not hold.
const OCCASIONS = [
  { name: 'boot', test: /js\/(boot|bind\/visit|bind\/sheet)\.mjs$|rolldown[/\\]runtime/ }, // up to the first answer
  { name: 'top', test: /js\/bind\/visit-top\.mjs$/ }, // once it is painted
  { name: 'after', test: /js\/sync\/(loop|round|lane|down)\.mjs$/ }, // once somebody has looked at it
  // What several others want, apart by which of them do, so that no page loads what only another needs; bits go together.
  { name: 'shared', test: /js\/(core|store|sync|device|bind)\//, minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: BIT },
  { name: 'lists', test: /js\/bind\/(today|all|sync-page|me)\.mjs$/ },
  { name: 'steps', test: /js\/bind\/(arrive|overview|result|unfold|photos|seldom)\.mjs$/ },
  { name: 'sign', test: /js\/bind\/sign\.mjs$/ },
];

const phone = await make({ boot: `${root}/js/boot.mjs` }, 'js/phone', { groups: OCCASIONS });
const told = new Set(phone.flatMap(({ sources }) => sources));
const others = readdirSync(`${root}/js`, { recursive: true })
  .map((name) => ({ source: `js/${name}`, ...parse(`js/${name}`) }))
  .filter(({ source, dir, ext }) => ['js/bind', 'js/office'].includes(dir) && ext === '.mjs' && !told.has(source));
// Pages outside the phone's shell each have a script of their own, whole, because they share no open page with another.
const alone = await Promise.all(
  others.map(({ source, dir, name }) => make({ [name]: `${root}/${source}` }, dir, false)),
);
process.stdout.write(JSON.stringify([...phone, ...alone.flat()]));

/** @param {object} input @param {string} folder of TARGET @param {object | false} codeSplitting false: one file holds everything */
async function make(input, folder, codeSplitting) {
  const bundle = await rolldown({ cwd: root, input, logLevel: 'silent', transform: { target: FLOOR } });
  const { output } = await bundle.write({
    dir: target,
    format: 'es',
    minify: true,
    sourcemap: true,
    entryFileNames: `${folder}/[name].mjs`,
    // Two folders deep like the sources: what is addressed relative to a module stays where it was.
    chunkFileNames: ({ name }) => `${folder}/${name.replace(/~.*/, '')}-[hash].mjs`,
    codeSplitting,
  });
  await bundle.close();
  return output
    .filter(({ type }) => type === 'chunk')
    .map(({ fileName, imports, moduleIds }) => ({
      name: fileName,
      imports,
      sources: moduleIds.map((id) => relative(root, id)),
    }));
}
