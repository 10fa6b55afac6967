// Bundles the front end into build/static: one script, one style sheet, one icon sprite with the icons in use.
import { build } from "esbuild";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { ico, svg } from "./logo.mjs";

const out = "build/static";
rmSync("build", { recursive: true, force: true });
mkdirSync(out, { recursive: true });
mkdirSync("build/test", { recursive: true });

await build({
  entryPoints: { app: "frontend/src/main.ts", charts: "frontend/src/charts.ts", "door-worker": "frontend/src/door-worker.ts", style: "frontend/src/main.css" },
  outdir: out,
  bundle: true,
  minify: true,
  target: ["es2020"],
  legalComments: "linked",
  logLevel: "warning",
});

const names = readFileSync("frontend/src/icons.txt", "utf8").split("\n").map((line) => line.trim()).filter(Boolean);
const symbols = names.map((name) => {
  const svg = readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8");
  const inner = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s+/g, " ").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
});
writeFileSync(`${out}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
cpSync("node_modules/axe-core/axe.min.js", "build/test/axe.min.js");

writeFileSync(`${out}/logo.svg`, svg());
writeFileSync(`${out}/favicon.ico`, ico());
