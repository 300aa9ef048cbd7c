import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Configuration } from "#firmware/configuration.ts";
import type { Board } from "#hal/espruino/boards/profile.ts";

/** Cycles that it runs before it is counted; what is allocated later has to go in the same cycle. */
const cycles = 20;
const patienceMs = 60_000;

/**
 * Runs in the interpreter: a clock of its own, a port that swallows everything, and buses on which nothing is. Sensors
 * found absent hold about 15 variables less each than sensors that answer.
 */
function script(board: Board, bundle: string, configuration: Configuration): string {
  return `
var now=0,queue=[];
var getTime=function(){return now/1000};
var setInterval=function(f,p){queue.push({f:f,t:now+p,p:p})};
var setTimeout=function(f,d){queue.push({f:f,t:now+d,p:0})};
function runTo(end){for(;;){var first=0;for(var i=1;i<queue.length;i++)if(queue[i].t<queue[first].t)first=i;var q=queue[first];if(q.t>end)return;now=q.t;if(q.p)q.t+=q.p;else queue.splice(first,1);q.f()}}
LoopbackA={setConsole:function(){}};
${board.profile.port}={setup:function(){},on:function(){},write:function(){},setConsole:function(){}};
function nobody(){throw new Error("nobody there")}
["I2C1","I2C2","I2C3"].forEach(function(n){global[n]={setup:function(){},writeTo:nobody,readFrom:nobody}});
["SPI1","SPI2","SPI3"].forEach(function(n){global[n]={setup:function(){},send:function(d){return new Uint8Array(d.length)}}});
OneWire=function(){return{search:function(){return[]}}};
var digitalPulse=function(){},digitalWrite=function(){},digitalRead=function(){return 1},analogRead=function(){return 0.5},pinMode=function(){},setWatch=function(){};
require("Storage").write("pinhole.json",${JSON.stringify(JSON.stringify(configuration))});
require("Storage").write(".bootcde",${JSON.stringify(bundle)});
var before=process.memory().usage;
eval(require("Storage").read(".bootcde"));
runTo(${cycles * configuration.samplePeriodS * 1000 + 500});
print("variables="+(process.memory().usage-before)+";");
`;
}

/**
 * @param interpreter  path of an Espruino interpreter that runs on this machine
 * @returns variables that a bundle takes, run from storage; undefined where the interpreter did not tell
 */
export async function measuredVariables(interpreter: string, board: Board, bundle: string, configuration: Configuration): Promise<number | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "pinhole-fit-"));
  try {
    writeFileSync(join(folder, "fit.js"), script(board, bundle, configuration));
    return await new Promise((resolve) => {
      // Its input stays open and silent: at an end of file it spins.
      const child = spawn(interpreter, ["fit.js"], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
      let said = "";
      const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
      child.stdout.on("data", (text: Buffer) => {
        said += text.toString();
        if (/variables=\d+;|Uncaught/.test(said)) child.kill("SIGKILL");
      });
      const tell = (): void => {
        clearTimeout(timer);
        const found = /variables=(\d+);/.exec(said);
        resolve(found ? Number(found[1]) : undefined);
      };
      child.on("error", tell);
      child.on("exit", tell);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
