// Builds the front end: Sass, ES modules, font, icons → hashed, precompressed files and a manifest.
//
//   node build.mjs            one build (what `make up` and `npm run build` do)
//   node build.mjs --watch    again at every change of a source
//
// Everything that a page loads comes out of here and is served by the installation itself: no CDN.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, watch, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { compile } from "sass";

const root = dirname(fileURLToPath(import.meta.url));
const source = join(root, "src", "parvis");
const ui = join(source, "kernel", "ui");
const out = join(ui, "dist");
const modules = join(root, "node_modules");
const fonts = join(modules, "@fontsource-variable", "atkinson-hyperlegible-next", "files");

/** Every file under `folder`, sorted so that two builds give the same answer. */
function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (path !== out && entry.name !== "__pycache__") yield* walk(path);
    } else yield path;
  }
}

/** Script entry points: `<module>/static/<module>/<name>.entry.js` becomes `<module>/<name>.js`. */
function entries() {
  const found = [["resident.js", join(ui, "scripts", "resident.js")], ["agent.js", join(ui, "scripts", "agent.js")]];
  for (const path of walk(source)) {
    const match = /([a-z_]+)\/static\/\1\/([a-z0-9-]+)\.entry\.js$/.exec(path.replaceAll("\\", "/"));
    if (match) found.push([`${match[1]}/${match[2]}.js`, path]);
  }
  return found;
}

/** Names of the pictograms that templates, Python and definitions ask for, so that no other is shipped. */
function wantedIcons() {
  const asked = /\bicon\(\s*"([a-z0-9-]+)"|\bicon["']?\s*[=:]\s*"([a-z0-9-]+)"/g;
  const names = new Set();
  for (const path of walk(source)) {
    if (![".html", ".py", ".json", ".txt"].includes(extname(path))) continue;
    for (const match of readFileSync(path, "utf8").matchAll(asked)) names.add(match[1] ?? match[2]);
  }
  return [...names].sort();
}

/** The drawing inside one Lucide file, without its frame: the frame is written by the page. */
function drawing(name) {
  const file = join(modules, "lucide-static", "icons", `${name}.svg`);
  if (!existsSync(file)) throw new Error(`Unknown pictogram "${name}": see the names in node_modules/lucide-static/icons`);
  return readFileSync(file, "utf8").replace(/^[\s\S]*?<svg[\s\S]*?>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
}

async function make() {
  const started = Date.now();
  const made = new Map(); // logical name → bytes
  const manifest = {};
  const staging = `${out}.new`;
  rmSync(staging, { recursive: true, force: true });

  const keep = (name, bytes) => {
    const body = Buffer.from(bytes);
    const hash = createHash("sha256").update(body).digest("hex").slice(0, 10);
    const hashed = name.replace(/(\.[a-z0-9]+)$/, `.${hash}$1`);
    const path = join(staging, "files", hashed);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
    if (/\.(css|js|svg)$/.test(name)) {
      writeFileSync(`${path}.gz`, gzipSync(body, { level: 9 }));
      writeFileSync(`${path}.br`, brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }));
    }
    manifest[name] = hashed;
    made.set(name, body.length);
  };

  for (const file of ["latin", "latin-ext"]) {
    keep(`${file}.woff2`, readFileSync(join(fonts, `atkinson-hyperlegible-next-${file}-wght-normal.woff2`)));
  }
  for (const file of readdirSync(join(ui, "images")).sort()) keep(file, readFileSync(join(ui, "images", file)));

  for (const name of readdirSync(join(ui, "styles")).filter((file) => !file.startsWith("_"))) {
    const { css } = compile(join(ui, "styles", name), { style: "compressed", loadPaths: [root, modules], quietDeps: true });
    // Addresses in the sheets are logical names: url(latin.woff2) becomes its hashed neighbour.
    const linked = css.replace(/url\(([^)"']+)\)/g, (_, file) => {
      if (!manifest[file]) throw new Error(`${name} refers to ${file}, which is not built`);
      return `url(${manifest[file]})`;
    });
    keep(name.replace(/\.scss$/, ".css"), linked);
  }

  for (const [name, path] of entries()) {
    const result = await build({
      entryPoints: [path], bundle: true, minify: true, format: "esm", target: "es2022", write: false,
      nodePaths: [modules], legalComments: "none", absWorkingDir: root,
    });
    keep(name, result.outputFiles[0].contents);
  }

  writeFileSync(join(staging, "icons.json"), JSON.stringify(Object.fromEntries(wantedIcons().map((name) => [name, drawing(name)]))));
  writeFileSync(join(staging, "manifest.json"), JSON.stringify(manifest, null, 1));
  rmSync(out, { recursive: true, force: true });
  renameSync(staging, out);
  const total = [...made.values()].reduce((sum, bytes) => sum + bytes, 0);
  console.log(`front end built: ${made.size} files, ${(total / 1000).toFixed(0)} kB, in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

await make();
if (process.argv.includes("--watch")) {
  let timer;
  watch(source, { recursive: true }, (_, file) => {
    if (!file || file.includes(join("ui", "dist")) || !/\.(scss|js|html|svg|json)$/.test(basename(file))) return;
    clearTimeout(timer);
    timer = setTimeout(() => make().catch((error) => console.error(error.message)), 150);
  });
}
