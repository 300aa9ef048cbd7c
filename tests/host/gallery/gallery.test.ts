import { readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { galleryPage } from "#host/gallery/page.ts";
import { smallPicture } from "#host/gallery/small-picture.ts";
import { tellStory, type Story } from "#host/gallery/story.ts";
import { scenarios } from "#sims/scenarios/scenarios.ts";

const committed = readFileSync("docs/gallery.md", "utf8");

describe("the committed gallery", () => {
  it.each(Object.values(scenarios))("tells $name as it is, with a picture of less than 60 kB", ({ name, title, must, mustNot }) => {
    for (const text of [`## ${name}`, `${title}.`, `It must ${must}.`, `It must not ${mustNot}.`, `npx pinhole simulate ${name} --plot`]) expect(committed).toContain(text);
    expect(statSync(`docs/gallery/${name}.svg`).size).toBeLessThan(60_000);
  });
});

describe("a page of the gallery", () => {
  const story = tellStory({ ...scenarios["ms-22"]!, durationS: 29400 }, 1);
  const withLeakAt = (timeS: number): Story => ({ ...story, told: [{ type: "alarm", timeS, alarm: "leak", state: "raised" }] });

  it("says what happened and what the monitor said, each with its time", () => {
    const page = galleryPage([story], 1);
    expect(page).toContain("8:00:00 a hole of 0.800 mm at the middle");
    expect(page).toMatch(/ 8:00:0\d {2}ALARM leak/);
    expect(page).not.toContain("[false");
  });

  it("calls a leak alarm false that rises while no hole is open", () => {
    expect(galleryPage([withLeakAt(20000)], 1)).toContain("ALARM leak [false: no hole was open]");
    expect(galleryPage([withLeakAt(28803)], 1)).not.toContain("[false");
  });

  it("draws pressure, temperature, liquid and statistic in less than 60 kB", () => {
    const picture = smallPicture(story.run);
    expect(picture.length).toBeLessThan(60_000);
    expect(picture.match(/aria-label="line"/g)!.length).toBeGreaterThanOrEqual(6);
  });
});
