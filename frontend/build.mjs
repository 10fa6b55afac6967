// Bundles the front end into build/static: one script, one style sheet, one icon sprite with the icons in use.
import { build } from "esbuild";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

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

const colours = ["#4FC3BC", "#7DB0F2", "#B79BE8", "#F0A35E", "#8CCB6F", "#F08A92"];
const dots = colours.map((colour, n) => {
  const angle = ((60 * n - 90) * Math.PI) / 180;
  return `<circle cx="${(16 + 10 * Math.cos(angle)).toFixed(1)}" cy="${(16 + 10 * Math.sin(angle)).toFixed(1)}" r="3.4" fill="${colour}"/>`;
});
writeFileSync(`${out}/logo.svg`, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1F4C7E"/>${dots.join("")}<circle cx="16" cy="16" r="4.2" fill="#fff"/></svg>`);
