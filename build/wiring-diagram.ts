/**
 * Draws wiring diagrams from their declarative sources, docs/wiring/*.wiring.json. Blocks stand in columns, a net runs in a
 * lane of its own between two columns, pull-ups hang on a rail above, supply pins carry flags. Run, it draws all of them.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** A pin of a block, on one of its sides. */
interface Pin {
  name: string;
  /** Written behind the name: what it is called on the part's own print. */
  note?: string;
  /** Supply that it is connected to, drawn as a flag: `3.3 V`, `GND`, `24 V`. */
  supply?: string;
}

interface Block {
  id: string;
  title: string;
  /** Lines below the title. */
  lines?: string[];
  left?: Pin[];
  right?: Pin[];
  /** Block of an earlier column that it stands no higher than. */
  beside?: string;
}

interface Net {
  name: string;
  colour: string;
  /** `block.pin` of two neighbouring columns. */
  pins: string[];
  /** Resistor from the net to the rail, as written on it. */
  pullUp?: string;
}

export interface Wiring {
  title: string;
  rail: string;
  columns: Block[][];
  nets: Net[];
}

/** Everything in pixels of the drawing. */
const pinPitch = 26;
const blockGap = 30;
const blockPadding = 12;
const lineHeight = 17;
const lanePitch = 22;
const gutterMargin = 64;
const flagLength = 16;
const margin = 20;
const titleHeight = 34;
const railHeight = 74;
const letterWidth = 7.3;
const boldWidth = 8.2;

const flagColours: Record<string, string> = { "3.3 V": "#c00000", "5 V": "#c00000", "24 V": "#9a4f00", "GND": "#202020" };

interface Place {
  x: number;
  y: number;
  column: number;
  isRight: boolean;
}

interface Box {
  block: Block;
  x: number;
  y: number;
  width: number;
  height: number;
}

function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function labelOf(pin: Pin): string {
  return pin.note === undefined ? pin.name : `${pin.name}  ${pin.note}`;
}

function widest(pins: readonly Pin[] | undefined): number {
  return Math.max(0, ...(pins ?? []).map((pin) => labelOf(pin).length * letterWidth));
}

function widthOf(block: Block): number {
  const pins = widest(block.left) + widest(block.right) + (block.left && block.right ? 28 : 0);
  const text = Math.max(block.title.length * boldWidth, ...(block.lines ?? []).map((line) => line.length * letterWidth));
  return Math.ceil(Math.max(pins, text) + 2 * blockPadding);
}

function headHeight(block: Block): number {
  return blockPadding + lineHeight * (1 + (block.lines?.length ?? 0));
}

/** @returns the SVG file's text; @throws Error where the source names a pin that is not there, or joins columns that are not neighbours */
export function drawWiring(wiring: Wiring): string {
  const { columns, nets } = wiring;
  const top = titleHeight + (nets.some((net) => net.pullUp !== undefined) ? railHeight : 0);
  const places = new Map<string, Place>();
  const boxes: Box[] = [];
  const pinColumns = nets.map((net) => net.pins.map((pin) => columns.findIndex((blocks) => blocks.some((block) => pin.startsWith(`${block.id}.`)))));
  const gutterOf = (net: number): number => Math.min(...pinColumns[net]!);
  nets.forEach((net, index) => {
    const last = Math.max(...pinColumns[index]!);
    if (gutterOf(index) < 0 || last - gutterOf(index) > 1) throw new Error(`net ${net.name} does not join two neighbouring columns`);
  });
  const lanesIn = (gutter: number): number[] => nets.flatMap((_, index) => (gutterOf(index) === gutter ? [index] : []));

  let x = margin;
  let bottom = top;
  const gutterX: number[] = [];
  columns.forEach((blocks, column) => {
    const width = Math.max(...blocks.map(widthOf));
    // Half a pitch lower in every second column, so that no two wires of one gutter run on the same height.
    let y = top + (column % 2) * (pinPitch / 2);
    for (const block of blocks) {
      const count = Math.max(block.left?.length ?? 0, block.right?.length ?? 0);
      const beside = boxes.find((box) => box.block.id === block.beside);
      if (beside && beside.y > y) y += Math.floor((beside.y - y) / pinPitch + 0.5) * pinPitch;
      const firstPin = y + Math.ceil((headHeight(block) + 6) / pinPitch) * pinPitch;
      const height = firstPin - y + pinPitch * (count - 1) + blockPadding + 6;
      boxes.push({ block, x, y, width, height });
      for (const isRight of [false, true]) {
        (isRight ? block.right : block.left)?.forEach((pin, index) => {
          places.set(`${block.id}.${pin.name}`, { x: isRight ? x + width : x, y: firstPin + pinPitch * index, column, isRight });
        });
      }
      y += Math.ceil((height + blockGap) / pinPitch) * pinPitch;
      bottom = Math.max(bottom, y);
    }
    gutterX.push(x + width + gutterMargin);
    x += width + 2 * gutterMargin + lanePitch * Math.max(0, lanesIn(column).length - 1);
  });
  const width = x - 2 * gutterMargin + margin + 20;
  const railY = titleHeight + 16;

  const wires = nets.map((net, index) => {
    const gutter = gutterOf(index);
    const laneX = gutterX[gutter]! + lanePitch * lanesIn(gutter).indexOf(index);
    const ends = net.pins.map((pin) => {
      const place = places.get(pin);
      if (!place) throw new Error(`net ${net.name}: there is no pin ${pin}`);
      return place;
    });
    const ys = ends.map((end) => end.y);
    const parts = ends.map((end) => `<path d="M${end.x} ${end.y}H${laneX}"/>`);
    parts.push(`<path d="M${laneX} ${net.pullUp === undefined ? Math.min(...ys) : railY}V${Math.max(...ys)}"/>`);
    const dots = ends.length > 2 || net.pullUp !== undefined
      ? ends.filter((end) => (end.y > Math.min(...ys) || net.pullUp !== undefined) && end.y < Math.max(...ys)).map((end) => `<circle cx="${laneX}" cy="${end.y}" r="3.5" fill="${net.colour}"/>`) : [];
    const resistor = net.pullUp === undefined ? "" :
      `<circle cx="${laneX}" cy="${railY}" r="3.5" fill="${flagColours[wiring.rail] ?? "#c00000"}" stroke="none"/>` +
      `<rect x="${laneX - 6}" y="${railY + 12}" width="12" height="30" fill="#ffffff"/>`;
    return `<g fill="none" stroke="${net.colour}" stroke-width="2">${parts.join("")}${dots.join("")}${resistor}</g>`;
  });
  const pulled = nets.flatMap((net, index) => (net.pullUp === undefined ? [] : [{ net, x: gutterX[gutterOf(index)]! + lanePitch * lanesIn(gutterOf(index)).indexOf(index) }]));
  const rail = pulled.length === 0 ? "" :
    `<path d="M${Math.min(...pulled.map((each) => each.x)) - 24} ${railY}H${Math.max(...pulled.map((each) => each.x)) + 24}" stroke="${flagColours[wiring.rail] ?? "#c00000"}" stroke-width="2"/>` +
    `<text x="${Math.min(...pulled.map((each) => each.x)) - 30}" y="${railY + 4}" text-anchor="end" fill="${flagColours[wiring.rail] ?? "#c00000"}">${escape(wiring.rail)}</text>`;
  const values = pulled.map((each) => `<text transform="translate(${each.x + 4} ${railY + 27}) rotate(-90)" text-anchor="middle" font-size="9">${escape(each.net.pullUp!)}</text>`).join("");

  const drawn = boxes.map(({ block, x: left, y, width: boxWidth, height }) => {
    const texts = [`<text x="${left + boxWidth / 2}" y="${y + blockPadding + 9}" text-anchor="middle" font-weight="bold">${escape(block.title)}</text>`];
    (block.lines ?? []).forEach((line, index) => {
      texts.push(`<text x="${left + boxWidth / 2}" y="${y + blockPadding + 9 + lineHeight * (index + 1)}" text-anchor="middle" fill="#505050" font-size="11">${escape(line)}</text>`);
    });
    for (const isRight of [false, true]) {
      for (const pin of (isRight ? block.right : block.left) ?? []) {
        const place = places.get(`${block.id}.${pin.name}`)!;
        const inside = isRight ? place.x - 8 : place.x + 8;
        texts.push(`<circle cx="${place.x}" cy="${place.y}" r="3" fill="#ffffff" stroke="#404040"/>`);
        texts.push(`<text x="${inside}" y="${place.y + 4}"${isRight ? ' text-anchor="end"' : ""}>${escape(labelOf(pin))}</text>`);
        if (pin.supply !== undefined) texts.push(flag(place, pin.supply));
      }
    }
    return `<rect x="${left}" y="${y}" width="${boxWidth}" height="${height}" rx="6" fill="#f4f6f8" stroke="#404040"/>${texts.join("")}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${bottom}" viewBox="0 0 ${width} ${bottom}" font-family="DejaVu Sans, Verdana, sans-serif" font-size="12">
<rect width="${width}" height="${bottom}" fill="#ffffff"/>
<text x="${margin}" y="24" font-size="16" font-weight="bold">${escape(wiring.title)}</text>
${rail}
${wires.join("\n")}
${values}
${drawn.join("\n")}
</svg>
`;
}

/** A supply's flag, outside the block. */
function flag(place: Place, supply: string): string {
  const colour = flagColours[supply] ?? "#404040";
  const end = place.x + (place.isRight ? flagLength : -flagLength);
  return `<path d="M${place.x} ${place.y}H${end}" stroke="${colour}" stroke-width="2"/>` +
    `<text x="${end + (place.isRight ? 3 : -3)}" y="${place.y + 4}" fill="${colour}" font-size="10"${place.isRight ? "" : ' text-anchor="end"'}>${escape(supply)}</text>`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const folder = new URL("../docs/wiring/", import.meta.url);
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".wiring.json"))) {
    const wiring = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Wiring;
    writeFileSync(new URL(name.replace(".wiring.json", ".svg"), folder), drawWiring(wiring));
  }
}
