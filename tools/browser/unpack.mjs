// Unpacks the headless Chromium inside the locked npm package: `node unpack.mjs FOLDER` leaves FOLDER/browser.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

const packed = join(dirname(fileURLToPath(import.meta.url)), "node_modules/@sparticuz/chromium/bin");
const into = resolve(process.argv[2]);
const making = `${into}.new-${process.pid}`;

mkdirSync(making, { recursive: true });
for (const name of ["al2023.tar", "swiftshader.tar"]) {
  const archive = join(making, name);
  writeFileSync(archive, brotliDecompressSync(readFileSync(join(packed, `${name}.br`))));
  execFileSync("tar", ["xf", archive, "-C", making]);
  rmSync(archive);
}
writeFileSync(join(making, "chromium"), brotliDecompressSync(readFileSync(join(packed, "chromium.br"))));
// It brings the few libraries that a bare machine lacks; only this program is to see them.
writeFileSync(
  join(making, "browser"),
  '#!/bin/sh\nhere=$(dirname "$(readlink -f "$0")")\nLD_LIBRARY_PATH="$here/lib" exec "$here/chromium" "$@"\n',
);
chmodSync(join(making, "chromium"), 0o755);
chmodSync(join(making, "browser"), 0o755);
rmSync(into, { recursive: true, force: true });
renameSync(making, into);
