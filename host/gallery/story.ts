import { toConfiguration } from "#sims/loop/loop-file.ts";
import type { Scenario } from "#sims/scenarios/scenario.ts";
import { Simulation } from "#sims/simulation.ts";
import type { Truth } from "#sims/world.ts";
import type { AlarmLine, EventLine } from "#host/link/json-lines.ts";
import { RunLog, type SummaryLine } from "#host/replay/run-log.ts";
import { RecordedRun } from "#host/report/recorded-run.ts";

/** What a scenario was, what really happened and what the monitor said of it. */
export interface Story {
  scenario: Scenario;
  run: RecordedRun;
  truth: Truth;
  /** Alarms and events in the order in which they were told. */
  told: (AlarmLine | EventLine)[];
  summary: SummaryLine;
}

/** Board time between two points of the true liquid, s. */
const truthEveryS = 10;

/** Runs a scenario with the monitor, to its end. */
export function tellStory(scenario: Scenario, seed: number): Story {
  const configuration = toConfiguration(scenario.loop);
  const run = new RecordedRun();
  run.configuration = configuration;
  const told: Story["told"] = [];
  const log = new RunLog(configuration, 0, (line) => {
    if (line.type === "alarm") run.alarms.push(line);
    if (line.type === "event") run.events.push(line);
    if (line.type === "alarm" || line.type === "event") told.push(line);
  }, (packet) => {
    if (packet.kind === "housekeeping") run.add(packet);
  });
  let samples = 0;
  const simulation = new Simulation({ scenario, seed, onLine: (text) => log.receive(text), observe: () => void samples++ });
  for (let timeS = truthEveryS; timeS < scenario.durationS + truthEveryS; timeS += truthEveryS) {
    simulation.runUntil(Math.min(timeS, scenario.durationS));
    run.addTruth(simulation.nowS, simulation.massKg);
  }
  const truth = simulation.truth();
  run.truth = truth;
  return { scenario, run, truth, told, summary: log.summary(samples, simulation.nowS) };
}
