/**
 * The lint rule that keeps imports pointing one way: firmware → hal/types, hal → hal/types, sims → firmware and hal,
 * host → everything but its verbs, host/cli → everything. It follows relative paths and the imports map alike, in every form an import can take.
 */
import { isBuiltin } from "node:module";
import { posix, relative, sep } from "node:path";

/** Layers by the start of a path, the longest first. */
const layers = [
  ["firmware/telemetry/dictionary-texts.ts", "texts"],
  ["firmware/main.ts", "entry"],
  ["hal/types.ts", "types"],
  ["hal/simulated/", "simulated"],
  ["hal/espruino/", "espruino"],
  ["hal/drivers/", "drivers"],
  ["firmware/", "firmware"],
  ["sims/", "sims"],
  ["host/cli/", "verbs"],
  ["host/", "host"],
];

const board = ["firmware", "types"];
const beyond = [...board, "texts", "drivers", "espruino", "simulated", "sims"];

/** What a layer may import, itself aside. Layers not named here (tests, build) import what they like. */
const allowed = {
  types: [],
  firmware: ["types"],
  entry: [...board, "drivers", "espruino"],
  texts: board,
  drivers: ["types"],
  espruino: ["types"],
  simulated: ["types"],
  sims: [...board, "drivers", "simulated"],
  host: beyond,
  verbs: [...beyond, "host"],
};

/** Simulator and estimator share no physics: an error in common would cancel. Types have no physics. */
const estimator = /^firmware\/(acquire|estimate|detect|diagnose)\//;

function layerOf(path) {
  return layers.find(([start]) => path.startsWith(start))?.[1] ?? posix.dirname(path).split("/")[0];
}

/** @returns what is wrong with an import, or undefined */
function complaint(from, source, isType) {
  const layer = layerOf(from);
  if (!Object.hasOwn(allowed, layer)) return undefined;
  const isPath = source.startsWith("#") || source.startsWith(".");
  if (!isPath) {
    if (layer === "host" || layer === "verbs") return undefined;
    if (layer !== "sims") return `${layer} runs on a board or in a browser: no packages, nothing of Node`;
    return isBuiltin(source) ? "sims runs in a browser too: nothing of Node" : undefined;
  }
  const target = source.startsWith("#") ? source.slice(1) : posix.join(posix.dirname(from), source);
  const targetLayer = layerOf(target);
  if (targetLayer !== layer && !allowed[layer].includes(targetLayer)) {
    return `${layer} may not import ${targetLayer}, only ${[layer, ...allowed[layer]].join(", ")}`;
  }
  if (source.startsWith(".") && from.split("/")[0] !== target.split("/")[0]) {
    return `write imports across folders by the map: #${target}`;
  }
  if (layer === "sims" && !isType && estimator.test(target)) return "simulator and estimator share no physics";
  return undefined;
}

export const importDirections = {
  meta: { type: "problem", schema: [], messages: { wrong: "{{complaint}}." } },
  create(context) {
    const from = relative(context.cwd, context.filename).split(sep).join("/");
    const check = (node, source, isType) => {
      if (typeof source !== "string") return;
      const wrong = complaint(from, source, isType);
      if (wrong) context.report({ node, messageId: "wrong", data: { complaint: wrong } });
    };
    const declaration = (node) => check(node, node.source?.value, (node.importKind ?? node.exportKind) === "type");
    return {
      ImportDeclaration: declaration,
      ExportNamedDeclaration: declaration,
      ExportAllDeclaration: declaration,
      ImportExpression: (node) => check(node, node.source.value, false),
      TSImportType: (node) => check(node, node.source?.value ?? node.argument?.literal?.value, true),
    };
  },
};
