// Our sign: six petals round a white heart on a blue ground, as SVG, and as the favicon that older programs ask for.
import zlib from "node:zlib";

const GROUND = "#1F4C7E";
const COLOURS = ["#4FC3BC", "#7DB0F2", "#B79BE8", "#F0A35E", "#8CCB6F", "#F08A92"];
const CIRCLES = [
  ...COLOURS.map((colour, n) => {
    const angle = ((60 * n - 90) * Math.PI) / 180;
    return { x: 16 + 10 * Math.cos(angle), y: 16 + 10 * Math.sin(angle), r: 3.4, colour };
  }),
  { x: 16, y: 16, r: 4.2, colour: "#FFFFFF" },
];
const CORNER = 8;
const FINE = 4; // each pixel is looked at in FINE × FINE places

export function svg() {
  const dots = CIRCLES.map((c) => `<circle cx="${c.x.toFixed(1)}" cy="${c.y.toFixed(1)}" r="${c.r}" fill="${c.colour}"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="${CORNER}" fill="${GROUND}"/>${dots.join("")}</svg>`;
}

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

function colourAt(x, y) {
  const circle = [...CIRCLES].reverse().find((c) => (x - c.x) ** 2 + (y - c.y) ** 2 <= c.r ** 2);
  if (circle) return channels(circle.colour);
  const [dx, dy] = [x, y].map((at) => Math.max(CORNER - at, at - (32 - CORNER), 0));
  return dx ** 2 + dy ** 2 <= CORNER ** 2 ? channels(GROUND) : null;
}

/** Rows of RGBA, each with PNG's filter byte 0 before it. */
function pixels(size) {
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const seen = [];
      for (let n = 0; n < FINE * FINE; n += 1) {
        const [a, b] = [(n % FINE) + 0.5, Math.floor(n / FINE) + 0.5];
        const colour = colourAt(((x + a / FINE) * 32) / size, ((y + b / FINE) * 32) / size);
        if (colour) seen.push(colour);
      }
      const at = y * (1 + size * 4) + 1 + x * 4;
      for (let c = 0; c < 3; c += 1) rows[at + c] = seen.length ? Math.round(seen.reduce((sum, one) => sum + one[c], 0) / seen.length) : 0;
      rows[at + 3] = Math.round((255 * seen.length) / (FINE * FINE));
    }
  }
  return rows;
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(checksum(body), body.length + 4);
  return out;
}

/** CRC-32 as PNG asks for it; node has it built in from 20.15 on. */
function checksum(bytes) {
  if (zlib.crc32) return zlib.crc32(bytes);
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function png(size) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", zlib.deflateSync(pixels(size), { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

/** An ICO holding PNGs of 16, 32 and 48 pixels. */
export function ico(sizes = [16, 32, 48]) {
  const images = sizes.map(png);
  const head = Buffer.alloc(6 + 16 * sizes.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(sizes.length, 4);
  let offset = head.length;
  images.forEach((image, n) => {
    const at = 6 + 16 * n;
    head.set([sizes[n], sizes[n]], at);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(image.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += image.length;
  });
  return Buffer.concat([head, ...images]);
}
