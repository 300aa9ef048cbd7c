import { describe, expect, it } from "vitest";
import { DemoScreen } from "#host/demo/demo-screen.ts";

/** What the screen writes where there is no terminal. */
function shown(play: (screen: DemoScreen) => void): string {
  let text = "";
  const output = { isTTY: false, write: (piece: string) => (text += piece) } as unknown as NodeJS.WriteStream;
  play(new DemoScreen(output, 692));
  return text;
}

describe("the demonstration's screen", () => {
  it("tells progress in quarters where there is no terminal", () => {
    const text = shown((screen) => {
      for (let percent = 0; percent <= 100; percent++) screen.progress("commissioning", percent / 100, percent * 160);
    });
    expect(text.split("\n")).toEqual([
      "commissioning …", "commissioning 25 %, board time 1:06:40", "commissioning 50 %, board time 2:13:20",
      "commissioning 75 %, board time 3:20:00", "commissioning 100 %, board time 4:26:40", "",
    ]);
  });

  it("tells an alarm in people's units and without colours", () => {
    const text = shown((screen) => screen.alarm({
      type: "alarm", timeS: 28_802, alarm: "leak", state: "raised", leakRateKgPerS: { value: 0.005135, low: 0.0049, high: 0.0054 },
      holeDiameterM: { value: 0.0008, low: 0.00074, high: 0.00086 }, timeToMinimumPressureS: { value: 392, low: 361, high: null },
      timeToEmptyS: { value: null, low: null, high: null },
    }));
    expect(text).toContain("8:00:02  ALARM: the loop is leaking");
    expect(text).toContain("26.7 L/h (25.5 … 28.1)");
    expect(text).toContain("0.800 mm (0.740 … 0.860)");
    expect(text).toContain("6.53 min (6.02 … ∞)");
    expect(text).toMatch(/time to empty +never/);
    expect(text).not.toContain("\u001b");
  });

  it("tells a pressure that has already been reached as reached", () => {
    const zero = { value: 0, low: 0, high: 0 };
    const text = shown((screen) => screen.alarm({ type: "alarm", timeS: 1, alarm: "leak", state: "updated", leakRateKgPerS: zero, timeToMinimumPressureS: zero }));
    expect(text).toMatch(/minimum pressure +reached/);
  });
});
