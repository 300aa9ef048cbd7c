/** Runs every scenario and writes docs/gallery.md with a picture of each. */
import { mkdirSync, writeFileSync } from "node:fs";
import { scenarios } from "#sims/scenarios/scenarios.ts";
import { galleryPage } from "./page.ts";
import { smallPicture } from "./small-picture.ts";
import { tellStory, type Story } from "./story.ts";

/** As `simulate` takes it where none is given. */
const seed = 1;
const page = "docs/gallery.md";
const pictures = "docs/gallery";

mkdirSync(pictures, { recursive: true });
const stories = Object.values(scenarios).map((scenario): Story => {
  const story = tellStory(scenario, seed);
  const picture = smallPicture(story.run);
  writeFileSync(`${pictures}/${scenario.name}.svg`, picture);
  console.log(`${scenario.name.padEnd(14)} ${story.told.length} lines, picture of ${Math.ceil(picture.length / 1000)} kB`);
  return story;
});
writeFileSync(page, galleryPage(stories, seed));
console.log(`written to ${page} and ${pictures}/`);
