import ts from "typescript";
import type { Board } from "#hal/espruino/boards/profile.ts";
import type { Configuration } from "#firmware/configuration.ts";

/**
 * Share of a board's storage that may be taken: what is left is for rewriting files, which are appended until the storage
 * is full and then compacted. 4 kB of it are some 90 resets or changes of an alarm from one compaction to the next.
 */
const fullestShare = 0.9;
/** Share of a board's variables that must stay free while it runs; the smallest boards get by with less. */
const freestShare = 0.25;
const smallVariables = 3000;
const freestSmallShare = 0.03;

/** The interpreter's header of one file, bytes; data is padded to words. */
const headerBytes = 32;
const wordBytes = 4;
/** Longest texts that the firmware writes by itself: commissioning's result, parameters, alarms, how the last run ended. */
export const ownFilesBytes: readonly number[] = [1000, 160, 200, 64];

/** Variables that one takes when code is run from storage. Measured in the interpreter; a body's length does not count. */
const variablesOf = { function: 8, method: 6, class: 7 };
/** What a monitor with two sensors holds besides its code: objects, rings, the configuration. Measured; 40 for boards' smaller variables. */
const monitorVariables = 1280;
/** Each sensor more; and the first of them, which brings the vote. Measured. */
const sensorVariables = 130;
const voteVariables = 60;
/** What the interpreter itself keeps on a board with nothing running, about. */
const idleVariables = 60;

/** What a bundle and its configuration take of a board. */
export interface Fit {
  /** Text as built, and as it lies in the board's storage. */
  textBytes: number;
  storedBytes: number;
  functions: number;
  configurationBytes: number;
  /** Bundle, configuration twice, and the firmware's own files, with their headers. */
  storageBytes: number;
  storageShare: number;
  /** Variables in use while it runs, the interpreter's own included. */
  variables: number;
  freeVariables: number;
  isMeasured: boolean;
  /** What does not fit, and by how much; a sentence each, without a full stop. */
  problems: string[];
}

/**
 * @param text  the finished bundle
 * @param stored  the same as it lies in the board's storage
 * @param measured  variables that it took in an interpreter, where one was at hand
 */
export function fitOf(board: Board, text: string, stored: string, configuration: Configuration, measured?: number): Fit {
  const { limits } = board;
  const configurationBytes = Buffer.byteLength(JSON.stringify(configuration));
  const storageBytes = [stored.length, configurationBytes, configurationBytes, ...ownFilesBytes]
    .reduce((sum, bytes) => sum + headerBytes + Math.ceil(bytes / wordBytes) * wordBytes, 0);
  const code = countCode(text);
  const more = Math.max(0, configuration.sensors.length - 2);
  const estimated = code.functions * variablesOf.function + code.methods * variablesOf.method + code.classes * variablesOf.class
    + monitorVariables + more * sensorVariables + (more > 0 ? voteVariables : 0);
  const variables = (measured ?? estimated) + idleVariables;
  const freeVariables = limits.variables - variables;
  const problems: string[] = [];
  const mostBytes = Math.floor(fullestShare * limits.storageBytes);
  if (storageBytes > mostBytes) problems.push(`bundle, two configurations and the monitor's own files take ${storageBytes} bytes, ${storageBytes - mostBytes} more than the ${mostBytes} (${100 * fullestShare} %) that may be taken of its storage`);
  const leastFree = Math.ceil((limits.variables < smallVariables ? freestSmallShare : freestShare) * limits.variables);
  if (freeVariables < leastFree) problems.push(`it takes ${variables} of ${limits.variables} variables, ${leastFree - freeVariables} more than leaves ${leastFree} free`);
  return {
    textBytes: text.length, storedBytes: stored.length, functions: code.functions + code.methods, configurationBytes,
    storageBytes, storageShare: storageBytes / limits.storageBytes, variables, freeVariables, isMeasured: measured !== undefined, problems,
  };
}

/** @returns lines for people */
export function fitLines(board: Board, fit: Fit): string[] {
  const { limits } = board;
  const share = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;
  return [
    `bundle      ${fit.textBytes} bytes, ${fit.storedBytes} as stored, ${fit.functions} functions`,
    `storage     ${fit.storageBytes} of ${limits.storageBytes} bytes (${share(fit.storageBytes, limits.storageBytes)}): bundle, twice ${fit.configurationBytes} bytes of configuration, parameters and results`,
    `variables   ${fit.variables} of ${limits.variables} (${share(fit.freeVariables, limits.variables)} free), ${fit.isMeasured ? "measured in the interpreter" : "estimated"}`,
  ];
}

interface CodeCount { functions: number; methods: number; classes: number }

function countCode(text: string): CodeCount {
  const count: CodeCount = { functions: 0, methods: 0, classes: 0 };
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node)) count.classes += 1;
    else if (ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node) || ts.isAccessor(node)) count.methods += 1;
    else if (ts.isFunctionLike(node)) count.functions += 1;
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("bundle.js", text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.JS));
  return count;
}
