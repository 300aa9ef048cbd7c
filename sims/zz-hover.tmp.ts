import { VirtualClock } from "#hal/simulated/clock.ts";
import { benchPinhole } from "#sims/scenarios/bench-pinhole.ts";
import { scenarios } from "#sims/scenarios/scenarios.ts";
import { World } from "#sims/world.ts";
function cpu(){const {user,system}=process.cpuUsage();return (user+system)/1e6;}
const N=1_000_000;
for (let r=0;r<3;r++) {
const scenario={...benchPinhole, faults:[{kind:"hole" as const,onsetS:1000,node:"middle" as const,diameterM:0.0002}]};
const w=new World({scenario,seed:1,clock:new VirtualClock()});
w.advanceTo(20000);
const s0=w.loop.stepCount; const b=cpu(); w.advanceTo(20000+N); const t=cpu()-b;
console.log("hover", (N/t/1e6).toFixed(2),"M x, steps/s",(w.loop.stepCount-s0)/N, w.loop.pressurePa, w.loop.massKg, w.loop.airJ);
const q=new World({scenario:{...benchPinhole,faults:[]},seed:1,clock:new VirtualClock()}); q.advanceTo(20000);
const b2=cpu(); q.advanceTo(20000+N); console.log("quiet bench",(N/(cpu()-b2)/1e6).toFixed(2));
const e=new World({scenario:scenarios["eclipse-quiet"]!,seed:1,clock:new VirtualClock()}); e.advanceTo(20000);
const b3=cpu(); e.advanceTo(20000+N); console.log("quiet orbit",(N/(cpu()-b3)/1e6).toFixed(2));
}
